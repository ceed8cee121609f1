import type { Core } from '@strapi/strapi';
import type supertest from 'supertest';

export type Agent = ReturnType<typeof supertest.agent>;
export type Request = (jwtOrToken?: string) => Agent;

export const PASSWORD = 'Correct-Horse-9';

/** An admin user: a member of staff. */
export interface Staff {
  id: number;
  documentId: string;
  email: string;
  jwt: string;
}

/** A users-permissions user. */
export interface Client {
  id: number;
  documentId: string;
  username: string;
  email: string;
  jwt: string;
}

export interface Grant {
  action: string;
  conditions?: string[];
}

interface NewStaff {
  /** Codes of admin roles, e.g. `strapi-editor`, `certificates-manager`. */
  roles?: string[];
  firstname?: string;
  lastname?: string;
  email?: string;
}

/** A client who comes by SQL: a row of `up_users`. */
export const clientRow = (username: string, at: Date) => ({
  document_id: `c${username.padStart(23, '0')}`,
  username,
  email: `${username}@example.com`,
  provider: 'local',
  confirmed: true,
  blocked: false,
  created_at: at,
  updated_at: at,
  published_at: at,
});

type TokenType = 'read-only' | 'full-access' | 'custom';

const roleIds = async (strapi: Core.Strapi, codes: string[]): Promise<number[]> => {
  const roles: { id: number; code: string }[] = await strapi.db.query('admin::role').findMany({
    where: { code: { $in: codes } },
  });
  const missing = codes.filter((code) => !roles.some((role) => role.code === code));
  if (missing.length > 0) throw new Error(`There is no admin role ${missing.join(', ')}`);
  return roles.map(({ id }) => id);
};

/** Makes the people of a test, and logs them in over HTTP as they would themselves. */
export const people = (strapi: Core.Strapi, request: Request) => {
  let serial = 0;
  // The time keeps names apart where a suite restarts Strapi on the same data.
  const unique = (word: string) => `${word}${(serial += 1)}-${Date.now().toString(36)}`;

  const logIn = async (email: string): Promise<Staff> => {
    const { body } = await request().post('/admin/login').send({ email, password: PASSWORD }).expect(200);
    return { id: body.data.user.id, documentId: body.data.user.documentId, email, jwt: body.data.token };
  };

  return {
    /** Logs the super admin in, who is registered at the first call. */
    adminLogin: async (): Promise<Staff> => {
      const email = 'super.admin@example.com';
      const known = await strapi.db.query('admin::user').findOne({ where: { email } });
      if (!known) {
        await request()
          .post('/admin/register-admin')
          .send({ email, password: PASSWORD, firstname: 'Super', lastname: 'Admin' })
          .expect(200);
      }
      return logIn(email);
    },

    /** An active admin user with these roles (none is allowed), logged in. */
    createAdminUser: async ({ roles = [], ...person }: NewStaff = {}): Promise<Staff> => {
      const email = person.email ?? `${unique('staff')}@example.com`;
      await strapi.service('admin::user').create({
        firstname: person.firstname ?? 'Sam',
        lastname: person.lastname ?? 'Staff',
        email,
        password: PASSWORD,
        isActive: true,
        roles: await roleIds(strapi, roles),
      });
      return logIn(email);
    },

    /** An admin role with exactly these grants. @returns its code, for `createAdminUser` */
    createAdminRole: async (grants: Grant[]): Promise<string> => {
      const roles = strapi.service('admin::role');
      const code = unique('role');
      const role = await roles.create({ name: code, code, description: '' });
      await roles.assignPermissions(
        role.id,
        grants.map(({ action, conditions = [] }) => ({ action, subject: null, properties: {}, conditions }))
      );
      return code;
    },

    /** A client who registers by the public form. */
    registerClient: async (person: { username?: string; email?: string } = {}): Promise<Client> => {
      const username = person.username ?? unique('client');
      const email = person.email ?? `${username.toLowerCase()}@example.com`;
      const { body } = await request()
        .post('/api/auth/local/register')
        .send({ username, email, password: PASSWORD })
        .expect(200);
      return { id: body.user.id, documentId: body.user.documentId, username, email, jwt: body.jwt };
    },

    /** An API token that never ends. @param permissions of a `custom` token, e.g. `plugin::certificates.access.find` */
    apiToken: async (type: TokenType, permissions: string[] = []): Promise<string> => {
      const token = await strapi.service('admin::api-token').create({
        name: unique('token'),
        description: '',
        type,
        lifespan: null,
        permissions: type === 'custom' ? permissions : null,
      });
      return token.accessKey;
    },
  };
};

export type People = ReturnType<typeof people>;
