interface UsersPermissions {
  contentTypes: { user: { schema: { indexes?: { name: string; columns: string[] }[] } } };
}

/** Strapi looks whoever logs in or registers up by these, and without an index reads every client there is. */
export default (plugin: UsersPermissions): UsersPermissions => {
  plugin.contentTypes.user.schema.indexes = [
    { name: 'up_users_email_idx', columns: ['email'] },
    { name: 'up_users_username_idx', columns: ['username'] },
  ];
  return plugin;
};
