/** The plugin's id, as the server declares it. */
export const PLUGIN_ID = 'certificates';
