export default {
  config: {
    // The panel's languages: those that the plugin speaks, besides English.
    locales: ['es', 'it', 'fr', 'de', 'pt-BR'],
    // Nothing that asks the internet, nothing that teaches Strapi.
    notifications: { releases: false },
    tutorials: false,
  },
  bootstrap() {},
};
