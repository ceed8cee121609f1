import { Duplicate, Pencil, Stack, Trash } from '@strapi/icons';

import type { Template } from '../../../../server/contracts';
import { CellText } from '../../components/CellText';
import { DataTable, type Column } from '../../components/DataTable';
import { useAllowed } from '../../hooks/useAllowed';
import { useFormats } from '../../hooks/useFormats';
import type { ListParams } from '../../hooks/useListParams';
import { useTranslate } from '../../hooks/useTranslate';

export type TemplateVerb = 'edit' | 'clone' | 'delete' | 'generate';

export const DEFAULT_SORT = 'name:ASC';
/** CSS pixels of the table; with less the button that generates is a picture among the others. */
const WIDE = 760;

interface Props {
  templates: Template[];
  params: ListParams;
  onAct: (verb: TemplateVerb, template: Template) => void;
}

export const TemplateTable = ({ templates, params, onAct }: Props) => {
  const t = useTranslate();
  const formats = useFormats();
  const allowed = useAllowed();
  const mayGenerate = allowed('templatesGenerate');

  const automatic = ({ issueToNewClients, renewOnExpiry }: Template): string => {
    const kinds = [issueToNewClients && t('templates.new-clients'), renewOnExpiry && t('templates.renewal')];
    return formats.list(kinds.filter((kind): kind is string => kind !== false)) || t('templates.manual');
  };

  const columns: Column<Template>[] = [
    {
      label: t('field.name'),
      field: 'name',
      cell: ({ name, centers }) => (
        <>
          <CellText fontWeight="semiBold" maxWidth="24rem">
            {name}
          </CellText>
          <CellText variant="pi" textColor="neutral600" maxWidth="24rem">
            {formats.list(centers.map((center) => center.name)) || t('templates.every-center')}
          </CellText>
        </>
      ),
    },
    { label: t('templates.automatic'), from: 560, cell: automatic },
  ];

  return (
    <DataTable
      rows={templates}
      columns={columns}
      params={params}
      defaultSort={DEFAULT_SORT}
      actions={(template, width) => [
        mayGenerate && {
          label: t('generate.button'),
          icon: <Stack />,
          isText: width >= WIDE,
          onClick: () => onAct('generate', template),
        },
        allowed('templatesUpdate') && {
          label: `${t('action.edit')} ${template.name}`,
          icon: <Pencil />,
          onClick: () => onAct('edit', template),
        },
        allowed('templatesCreate') && {
          label: `${t('action.clone')} ${template.name}`,
          icon: <Duplicate />,
          onClick: () => onAct('clone', template),
        },
        allowed('templatesDelete') && {
          label: `${t('action.delete')} ${template.name}`,
          icon: <Trash />,
          onClick: () => onAct('delete', template),
        },
      ]}
    />
  );
};
