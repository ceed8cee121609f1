import type { Core } from '@strapi/strapi';
import type { Context } from 'koa';

import type { CenterBody, ChangeCenterClients, FindCenters } from '../../../contracts';
import { toCenter, toCenterWithPeople } from '../../answers/settings';
import { ADMIN_ACTION, CERTIFICATE_ACTIONS } from '../../constants';
import { isTimeZone } from '../../domain/calendar';
import { notFound } from '../../domain/errors';
import { parseList } from '../../domain/list-request';
import { CENTER_LIST, STAFF_LIST } from '../../domain/lists';
import type { ClientScope } from '../../domain/scope';
import { appOf } from '../../services/app';
import { body, ids, parseBody, text } from '../shared/body';
import { answer, controller, param } from '../shared/handler';
import { pagination, queryOf } from '../shared/list';
import { adminId, callerFor, may } from './caller';

const MAX_PEOPLE = 10_000;

const name = () => text(255).matches(/\S/, '${path} must not be empty');
const timeZone = () =>
  text(64).test(
    'zone',
    '${path} must be an IANA time zone such as "Europe/Madrid"',
    (value) => value === undefined || isTimeZone(value)
  );
const people = { clients: ids(MAX_PEOPLE), staff: ids(MAX_PEOPLE) };
const createBody = body({
  name: name().required('${path} is required'),
  timeZone: timeZone().required('${path} is required'),
  ...people,
});
const updateBody = body({ name: name(), timeZone: timeZone(), ...people });
const changeBody = body({ add: ids(MAX_PEOPLE), remove: ids(MAX_PEOPLE) });

/**
 * Whose centres somebody reads. Everybody who works with certificates needs to know them: their own, where the condition
 * holds.
 * @returns the row id of the member of staff, null for all centres
 * @throws DomainError 404 where their grants reach nobody
 */
const readersOf = (ctx: Context): number | null => {
  const scopes: ClientScope[] = CERTIFICATE_ACTIONS.map((action) => callerFor(ctx, action).scope);
  if (may(ctx, ADMIN_ACTION.centersManage) || scopes.some(({ kind }) => kind === 'all')) return null;
  if (scopes.some(({ kind }) => kind === 'my-centers')) return adminId(ctx);
  throw notFound('Center');
};

export default ({ strapi }: { strapi: Core.Strapi }) => {
  const app = () => appOf(strapi);
  return controller({
    async find(ctx) {
      const staffId = readersOf(ctx);
      const query = parseList(queryOf(ctx), CENTER_LIST);
      const { rows, nextCursor, ...count } = await app().centers.list({ ...query, staffId });
      const found: FindCenters.Response = {
        data: rows.map(toCenter),
        meta: { pagination: pagination(query, count, nextCursor), timeZone: app().config.timeZone },
      };
      ctx.body = found;
    },

    async create(ctx) {
      const input = parseBody<CenterBody>(ctx, createBody) as CenterBody & { name: string; timeZone: string };
      answer(ctx, toCenterWithPeople(await app().centers.create(input)), 201);
    },

    /** Who belongs to it is told only to those who manage centres: clients are read under a right of their own. */
    async findOne(ctx) {
      const center = await app().centers.find(param(ctx, 'id'), readersOf(ctx));
      answer(ctx, may(ctx, ADMIN_ACTION.centersManage) ? toCenterWithPeople(center) : toCenter(center));
    },

    async update(ctx) {
      const input = parseBody<CenterBody>(ctx, updateBody);
      answer(ctx, toCenterWithPeople(await app().centers.update(param(ctx, 'id'), input)));
    },

    async delete(ctx) {
      const { documentId } = await app().centers.delete(param(ctx, 'id'));
      answer(ctx, { documentId });
    },

    async changeClients(ctx) {
      const { add = [], remove = [] } = parseBody<ChangeCenterClients.Request>(ctx, changeBody);
      answer(ctx, toCenterWithPeople(await app().centers.changeClients(param(ctx, 'id'), { add, remove })));
    },

    async findStaff(ctx) {
      const query = parseList(queryOf(ctx), STAFF_LIST);
      const { rows, nextCursor, ...count } = await app().staff.search(query);
      ctx.body = {
        data: rows.map(({ documentId, name: staffMember, email }) => ({ documentId, name: staffMember, email })),
        meta: { pagination: pagination(query, count, nextCursor) },
      };
    },
  });
};
