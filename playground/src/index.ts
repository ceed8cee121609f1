/** The app has no content of its own: everything worth seeing comes from the plugin. */
export default {
  register() {},
  bootstrap() {},
};
