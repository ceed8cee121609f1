import * as React from 'react';

import type { CenterWithPeople } from '../../../../server/contracts';
import { useDraft, useKeepDraft } from '../../hooks/useDraft';
import type { Pickable } from './PeoplePicker';

interface CenterValues {
  name: string;
  timeZone: string;
  staff: Pickable[];
  clients: Pickable[];
  /** Of a large centre only the first clients are listed; these are others, who are to go. */
  leaving: Pickable[];
}

/** What is kept of people is who came and who went: somebody else may add others meanwhile. */
interface Typed extends Pick<CenterValues, 'name' | 'timeZone' | 'leaving'> {
  staff: Change;
  clients: Change;
}

interface Change {
  added: Pickable[];
  removed: string[];
}

export const idsOf = (people: Pickable[]) => people.map(({ documentId }) => documentId);
export const asClient = ({ documentId, username, email }: CenterWithPeople['clients'][number]): Pickable => ({
  documentId,
  name: username,
  email,
});

const changeOf = (before: Pickable[], after: Pickable[]): Change => ({
  added: after.filter(({ documentId }) => !idsOf(before).includes(documentId)),
  removed: idsOf(before).filter((documentId) => !idsOf(after).includes(documentId)),
});

const changed = (before: Pickable[], { added, removed }: Change): Pickable[] => [
  ...before.filter(({ documentId }) => !removed.includes(documentId) && !idsOf(added).includes(documentId)),
  ...added,
];

/** Where the reader is. A browser that says UTC (a locked-down one, one on a server) does not know. */
const here = (otherwise: string): string => {
  const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
  return /^(Etc\/)?(UTC|GMT)$/.test(zone) ? otherwise : zone;
};

const initial = (center: CenterWithPeople | null, usualZone: string): CenterValues => ({
  name: center?.name ?? '',
  timeZone: center?.timeZone ?? here(usualZone),
  staff: center?.staff ?? [],
  clients: center?.clients.map(asClient) ?? [],
  leaving: [],
});

/**
 * The values of a centre's form, and what of them was typed before the session ended.
 * @param usualZone of a new centre, where the browser knows of none
 */
export const useCenterForm = (center: CenterWithPeople | null, usualZone: string) => {
  const [seen] = React.useState(() => initial(center, usualZone));
  const { found, keep, drop } = useDraft<Typed>(`center.${center?.documentId ?? 'new'}`);
  const [values, setValues] = React.useState<CenterValues>(
    found ? { ...found, staff: changed(seen.staff, found.staff), clients: changed(seen.clients, found.clients) } : seen
  );
  const isDirty = JSON.stringify(values) !== JSON.stringify(seen);
  const typed: Typed = {
    name: values.name,
    timeZone: values.timeZone,
    leaving: values.leaving,
    staff: changeOf(seen.staff, values.staff),
    clients: changeOf(seen.clients, values.clients),
  };
  useKeepDraft({ found, keep, drop }, isDirty ? typed : null);

  return {
    values,
    /** Who came and who went, by document id. */
    changes: () => {
      const [staff, clients] = [changeOf(seen.staff, values.staff), changeOf(seen.clients, values.clients)];
      return {
        isStaffChanged: staff.added.length > 0 || staff.removed.length > 0,
        add: idsOf(clients.added),
        remove: [...clients.removed, ...idsOf(values.leaving)],
      };
    },
    set: <K extends keyof CenterValues>(name: K) => {
      return (value: CenterValues[K]) => setValues((before) => ({ ...before, [name]: value }));
    },
    isFound: found !== null,
    forget: drop,
  };
};
