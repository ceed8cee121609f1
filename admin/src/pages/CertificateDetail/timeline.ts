import type { CertificateHistoryEntry } from '../../../../server/contracts';

/** What happened once, or what one person did again and again. */
export interface TimelineEntry extends CertificateHistoryEntry {
  /** How many times; `at` is the last. */
  count: number;
  /** The first time. */
  since: string;
}

const personOf = ({ actor: { type, id, name } }: CertificateHistoryEntry): string => JSON.stringify([type, id, name]);

/**
 * The history as people read it, newest first. Looking at a document is written down each time; between two other events,
 * how often each person looked is one entry.
 * @param events oldest first
 */
export const timelineOf = (events: CertificateHistoryEntry[]): TimelineEntry[] => {
  const entries: TimelineEntry[] = [];
  let views = new Map<string, TimelineEntry>();
  for (const event of [...events].reverse()) {
    const { action, at } = event;
    if (action !== 'document_viewed') views = new Map();
    const earlier = action === 'document_viewed' ? views.get(personOf(event)) : undefined;
    if (earlier) {
      earlier.count += 1;
      earlier.since = at;
      continue;
    }
    const entry = { ...event, count: 1, since: at };
    entries.push(entry);
    if (action === 'document_viewed') views.set(personOf(event), entry);
  }
  return entries;
};
