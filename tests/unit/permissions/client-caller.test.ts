import { clientOf, readerOf, writerOf } from '../../../server/src/permissions/client-caller';

const token = (name: string) => ({ state: { auth: { strategy: { name } } } });
const user = { id: 7, documentId: 'lucia', username: 'Lucía' };
const client = { state: { auth: { strategy: { name: 'users-permissions' } }, user } };

describe('who comes to the client API', () => {
  // Strapi renamed it when admin tokens came.
  it.each(['content-api-token', 'api-token'])('is an API token, which reads all and writes nothing: %s', (name) => {
    expect(readerOf(token(name))).toMatchObject({ token: true, caller: { scope: { kind: 'all' } } });
    expect(() => writerOf(token(name))).toThrow(expect.objectContaining({ status: 403 }));
    expect(() => clientOf(token(name))).toThrow(expect.objectContaining({ status: 403 }));
  });

  it('is a client, who reaches what is theirs', () => {
    expect(readerOf(client)).toMatchObject({ token: false, caller: { scope: { kind: 'own', clientId: 7 } } });
    expect(clientOf(client)).toBe(7);
  });

  it.each(['users-permissions', 'admin-token', 'something-new'])('is nobody, whatever let them in: %s', (name) => {
    for (const who of [readerOf, writerOf, clientOf]) {
      expect(() => who(token(name))).toThrow(expect.objectContaining({ status: 401 }));
    }
  });
});
