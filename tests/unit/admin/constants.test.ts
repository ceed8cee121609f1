import * as panel from '../../../admin/src/constants';
import { PLUGIN_ID } from '../../../admin/src/plugin-id';
import * as server from '../../../server/src/constants';

/** The panel may import only types of the server; so it has values of its own, which must be the same. */
describe('what the panel repeats of the server', () => {
  it('is the same id', () => {
    expect(PLUGIN_ID).toBe(server.PLUGIN_ID);
  });

  it('is the same actions', () => {
    expect(panel.ACTION).toEqual(server.ADMIN_ACTION);
  });

  it('is the same states, reasons and access rules, none of them left out', () => {
    expect(panel.STATES).toEqual(server.CERTIFICATE_STATES);
    expect(panel.REASONS).toEqual(server.REJECTION_REASONS);
    expect(panel.ACCESS_RULES).toEqual(server.ACCESS_RULES);
  });

  it('is the same limit of texts', () => {
    expect(panel.MAX_TEXT_LENGTH).toBe(server.MAX_TEXT_LENGTH);
  });
});
