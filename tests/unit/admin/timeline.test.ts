import { timelineOf } from '../../../admin/src/pages/CertificateDetail/timeline';

const MARTA = { type: 'staff', id: '1', name: 'Marta' };
const PABLO = { type: 'staff', id: '2', name: 'Pablo' };

/** `approved Marta`, `document_viewed Pablo`: one a minute, oldest first. */
const history = (...lines: string[]) =>
  lines.map((line, minute) => {
    const [action = '', who] = line.split(' ');
    return {
      documentId: `e${minute}`,
      action,
      at: `2026-03-01T10:0${minute}:00.000Z`,
      actor: who === 'Pablo' ? PABLO : MARTA,
      details: null,
    };
  });

const read = (...lines: string[]) =>
  timelineOf(history(...lines)).map(({ action, actor, count, since, at }) =>
    [action, actor.name, count, since.slice(14, 16), at.slice(14, 16)].join(' ')
  );

describe('the timeline', () => {
  it('tells what happened, newest first', () => {
    expect(read('issued Marta', 'uploaded Pablo', 'approved Marta')).toEqual([
      'approved Marta 1 02 02',
      'uploaded Pablo 1 01 01',
      'issued Marta 1 00 00',
    ]);
  });

  it('says once how often somebody looked, and from when to when', () => {
    expect(read('uploaded Pablo', 'document_viewed Marta', 'document_viewed Marta', 'document_viewed Marta')).toEqual([
      'document_viewed Marta 3 01 03',
      'uploaded Pablo 1 00 00',
    ]);
  });

  it('says it for each person, also where they looked by turns', () => {
    expect(
      read('document_viewed Marta', 'document_viewed Pablo', 'document_viewed Marta', 'document_viewed Pablo')
    ).toEqual(['document_viewed Pablo 2 01 03', 'document_viewed Marta 2 00 02']);
  });

  it('does not mix what was looked at before something else happened with what came after', () => {
    expect(read('document_viewed Marta', 'uploaded Pablo', 'document_viewed Marta')).toEqual([
      'document_viewed Marta 1 02 02',
      'uploaded Pablo 1 01 01',
      'document_viewed Marta 1 00 00',
    ]);
  });

  it('leaves other things that are done twice as two, and the answer of the server as it is', () => {
    const events = history('updated Marta', 'updated Marta');
    const before = structuredClone(events);
    expect(timelineOf(events)).toHaveLength(2);
    expect(events).toEqual(before);
  });
});
