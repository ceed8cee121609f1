import { Box, Button, Flex, Table, Tbody, Td, Th, Thead, Tr, Typography, VisuallyHidden } from '@strapi/design-system';
import { Duplicate, Pencil, Trash } from '@strapi/icons';

import type { Template } from '../../../../server/contracts';
import { RowActions } from '../../components/RowActions';
import { SortableTh } from '../../components/SortableTh';
import { useAllowed } from '../../hooks/useAllowed';
import { useFormats } from '../../hooks/useFormats';
import type { ListParams } from '../../hooks/useListParams';
import { useTranslate } from '../../hooks/useTranslate';

export type TemplateVerb = 'edit' | 'clone' | 'delete' | 'generate';

interface Props {
  templates: Template[];
  params: ListParams;
  onAct: (verb: TemplateVerb, template: Template) => void;
}

export const TemplateTable = ({ templates, params, onAct }: Props) => {
  const t = useTranslate();
  const formats = useFormats();
  const allowed = useAllowed();

  const automatic = ({ issueToNewClients, renewOnExpiry }: Template): string => {
    const kinds = [issueToNewClients && t('templates.new-clients'), renewOnExpiry && t('templates.renewal')];
    return formats.list(kinds.filter((kind): kind is string => kind !== false)) || t('templates.manual');
  };

  return (
    <Table colCount={3} rowCount={templates.length + 1}>
      <Thead>
        <Tr>
          <SortableTh label={t('field.name')} field="name" params={params} defaultSort="name:ASC" />
          <SortableTh label={t('templates.automatic')} params={params} />
          <Th>
            <VisuallyHidden>{t('action.more')}</VisuallyHidden>
          </Th>
        </Tr>
      </Thead>
      <Tbody>
        {templates.map((template) => (
          <Tr key={template.documentId}>
            <Td>
              <Box maxWidth="24rem">
                <Typography tag="p" ellipsis fontWeight="semiBold" textColor="neutral800">
                  {template.name}
                </Typography>
                <Typography tag="p" ellipsis variant="pi" textColor="neutral600">
                  {formats.list(template.centers.map(({ name }) => name)) || t('templates.every-center')}
                </Typography>
              </Box>
            </Td>
            <Td>
              <Typography textColor="neutral800">{automatic(template)}</Typography>
            </Td>
            <Td>
              <Flex justifyContent="flex-end" gap={2}>
                {allowed('templatesGenerate') && (
                  <Button variant="tertiary" size="S" onClick={() => onAct('generate', template)}>
                    {t('generate.button')}
                  </Button>
                )}
                <RowActions
                  actions={[
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
              </Flex>
            </Td>
          </Tr>
        ))}
      </Tbody>
    </Table>
  );
};
