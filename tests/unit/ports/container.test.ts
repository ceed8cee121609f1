import { createRequire } from 'node:module';
import path from 'node:path';
import type { Core } from '@strapi/strapi';
import { contained } from '../../../server/src/ports/container';

// Strapi's own container, as it was up to 5.45 and longer: without `has`.
const requireFromStrapi = createRequire(require.resolve('@strapi/strapi/package.json'));
const folder = path.dirname(requireFromStrapi.resolve('@strapi/core'));
const { Container } = requireFromStrapi(path.join(folder, 'container.js')) as { Container: new () => Core.Strapi };
const strapi = Object.defineProperty(new Container(), 'has', { value: undefined });

strapi.add('clock', () => 'a clock');
strapi.add('broken', () => {
  throw new Error('no such folder');
});

describe('what stands in the container of Strapi', () => {
  it('is found by its name', () => {
    expect(contained(strapi, 'clock')).toBe('a clock');
  });

  it('is nothing where nothing was put', () => {
    expect(contained(strapi, 'document-store')).toBeUndefined();
  });

  it('is not passed over because it cannot be made', () => {
    expect(() => contained(strapi, 'broken')).toThrow('no such folder');
  });
});
