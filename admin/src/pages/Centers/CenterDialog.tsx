import * as React from 'react';
import { Combobox, ComboboxOption, Field } from '@strapi/design-system';

import type { CenterWithPeople } from '../../../../server/contracts';
import {
  useChangeCenterClientsMutation,
  useCreateCenterMutation,
  useFindStaffQuery,
  useUpdateCenterMutation,
} from '../../api/centers';
import { useFindClientsQuery } from '../../api/clients';
import { DraftNotice } from '../../components/DraftNotice';
import { TextField } from '../../components/fields';
import { FormDialog } from '../../components/FormDialog';
import { MAX_NAME_LENGTH } from '../../constants';
import { useAllowed } from '../../hooks/useAllowed';
import { useDebounced } from '../../hooks/useDebounced';
import { useNotify } from '../../hooks/useNotify';
import { useTranslate } from '../../hooks/useTranslate';
import { PeoplePicker, type Pickable } from './PeoplePicker';
import { asClient, idsOf, useCenterForm } from './useCenterForm';

const ZONES = Intl.supportedValuesOf('timeZone');
/** People that a search offers at once. */
const OFFERED = 20;

interface Props {
  /** Null: a new one. */
  center: CenterWithPeople | null;
  /** The plugin's time zone. */
  usualZone?: string;
  onClose: () => void;
}

/** A centre's name, its clocks, and who belongs to it. */
export const CenterDialog = ({ center, usualZone = 'UTC', onClose }: Props) => {
  const t = useTranslate();
  const notify = useNotify();
  const allowed = useAllowed();
  const [create, creating] = useCreateCenterMutation();
  const [update, updating] = useUpdateCenterMutation();
  const [changeClients, changing] = useChangeCenterClientsMutation();
  const form = useCenterForm(center, usualZone);
  const { name, timeZone, staff, clients, leaving } = form.values;
  const [staffSearch, setStaffSearch] = React.useState('');
  const [clientSearch, setClientSearch] = React.useState('');
  const [memberSearch, setMemberSearch] = React.useState('');
  const [isTried, setIsTried] = React.useState(false);
  const maySearchClients = allowed('clientsRead');

  const { data: foundStaff } = useFindStaffQuery({ _q: useDebounced(staffSearch) || undefined, pageSize: OFFERED });
  const { data: foundClients } = useFindClientsQuery(
    { _q: useDebounced(clientSearch) || undefined, pageSize: OFFERED },
    { skip: !maySearchClients }
  );

  const unlisted = center ? center.clientCount - center.clients.length : 0;
  const { data: foundMembers } = useFindClientsQuery(
    { _q: useDebounced(memberSearch) || undefined, filters: { center: center?.documentId }, pageSize: OFFERED },
    { skip: !maySearchClients || unlisted === 0 }
  );

  const close = () => {
    form.forget();
    onClose();
  };

  const isUnlisted = ({ documentId }: Pickable) => !center?.clients.some((listed) => listed.documentId === documentId);

  const save = async () => {
    const fields = { name: name.trim(), timeZone };
    if (!center) return create({ ...fields, staff: idsOf(staff), clients: idsOf(clients) }).unwrap();
    // Clients by what changes: of a large centre only the first hundred are here.
    const { isStaffChanged, add, remove } = form.changes();
    const { documentId } = center;
    const saved = await update({ documentId, ...fields, ...(isStaffChanged && { staff: idsOf(staff) }) }).unwrap();
    if (add.length > 0 || remove.length > 0) await changeClients({ documentId, add, remove }).unwrap();
    return saved;
  };

  const submit = async () => {
    setIsTried(true);
    if (name.trim() === '' || !timeZone) return;
    try {
      notify.success(t('centers.saved', { name: (await save()).name }));
      close();
    } catch (error) {
      notify.failure(error);
    }
  };

  return (
    <FormDialog
      title={t(center ? 'centers.edit' : 'centers.new')}
      submitLabel={t(center ? 'action.update' : 'action.create')}
      isBusy={creating.isLoading || updating.isLoading || changing.isLoading}
      onSubmit={submit}
      onClose={close}
      onEscape={onClose}
    >
      {form.isFound && <DraftNotice />}
      <TextField
        name="name"
        label={t('field.name')}
        required
        maxLength={MAX_NAME_LENGTH}
        value={name}
        error={isTried && name.trim() === '' ? t('form.required') : undefined}
        onChange={form.set('name')}
      />
      <Field.Root
        name="timeZone"
        required
        hint={t('center.zone-hint')}
        error={isTried && !timeZone && t('form.required')}
      >
        <Field.Label>{t('field.time-zone')}</Field.Label>
        <Combobox
          value={timeZone}
          // The design system shows a value only once its options have been opened.
          defaultTextValue={timeZone}
          placeholder={t('center.choose-zone')}
          noOptionsMessage={() => t('center.no-zone')}
          onChange={(zone) => form.set('timeZone')(zone ?? '')}
          onClear={() => form.set('timeZone')('')}
          clearLabel={t('form.clear')}
        >
          {(ZONES.includes(timeZone) || !timeZone ? ZONES : [timeZone, ...ZONES]).map((zone) => (
            <ComboboxOption key={zone} value={zone} textValue={zone}>
              {zone}
            </ComboboxOption>
          ))}
        </Combobox>
        <Field.Error />
        <Field.Hint />
      </Field.Root>
      <PeoplePicker
        name="staff"
        label={t('centers.staff')}
        placeholder={t('center.add-staff')}
        chosen={staff}
        found={foundStaff?.data ?? []}
        onSearch={setStaffSearch}
        onChange={form.set('staff')}
      />
      {maySearchClients && (
        <PeoplePicker
          name="clients"
          label={t('centers.clients')}
          placeholder={t('center.add-client')}
          chosen={clients}
          found={foundClients?.data.map(asClient) ?? []}
          more={unlisted - leaving.length}
          onSearch={setClientSearch}
          onChange={form.set('clients')}
        />
      )}
      {maySearchClients && unlisted > 0 && (
        <PeoplePicker
          name="leaving"
          label={t('center.leaving')}
          placeholder={t('center.find-member')}
          chosen={leaving}
          found={foundMembers?.data.map(asClient).filter(isUnlisted) ?? []}
          undoLabel="center.keep"
          onSearch={setMemberSearch}
          onChange={form.set('leaving')}
        />
      )}
    </FormDialog>
  );
};
