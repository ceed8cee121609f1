/** The panel's languages: those that the plugin speaks, besides English. */
export default {
  config: { locales: ['es', 'it', 'fr', 'de', 'pt-BR'] },
  bootstrap() {},
};
