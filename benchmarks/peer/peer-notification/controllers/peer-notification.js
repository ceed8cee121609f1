'use strict';

module.exports = require('@strapi/strapi').factories.createCoreController('api::peer-notification.peer-notification');
