'use strict';

module.exports = { routes: [{ method: 'GET', path: '/peer-ping', handler: 'peer-certificate.ping' }] };
