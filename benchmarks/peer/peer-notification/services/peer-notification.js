'use strict';

module.exports = require('@strapi/strapi').factories.createCoreService('api::peer-notification.peer-notification');
