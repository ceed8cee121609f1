import { createAnnouncements } from '../../../server/src/services/announcements';

const at = new Date('2026-03-01T10:00:00Z');

describe('announcements', () => {
  it('go on after one that could not be read', async () => {
    const heard: string[] = [];
    const warnings: string[] = [];
    let reads = 0;
    const { announce } = createAnnouncements({
      db: { afterCommit: (work) => work() },
      hub: { emit: async (event) => void heard.push(event) },
      subjects: async (ids) => {
        reads += 1;
        if (reads === 1) throw Object.assign(new Error('connection lost'), { code: 'ECONNRESET' });
        return ids.map((id) => ({ certificate: `c${id}`, template: null, client: null, center: null }));
      },
      log: { warn: (message) => warnings.push(message) },
    });
    announce('certificate.created', [1], at);
    announce('certificate.approved', [1], at);
    announce('certificate.expired', [1], at);
    await new Promise((resolve) => setTimeout(resolve, 100));
    expect(heard).toEqual(['certificate.approved', 'certificate.expired']);
    expect(warnings).toEqual([expect.stringContaining('ECONNRESET')]);
  });
});
