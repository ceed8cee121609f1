import * as React from 'react';
import { Box, Button } from '@strapi/design-system';
import { Plus } from '@strapi/icons';

import type { Template } from '../../../../server/contracts';
import { useCloneTemplateMutation, useDeleteTemplateMutation, useFindTemplatesQuery } from '../../api/templates';
import { Confirmation } from '../../components/Confirmation';
import { ListView } from '../../components/ListView';
import { SearchField } from '../../components/SearchField';
import { SettingsPage } from '../../components/SettingsPage';
import { useAllowed } from '../../hooks/useAllowed';
import { useListParams } from '../../hooks/useListParams';
import { useNotify } from '../../hooks/useNotify';
import { useTranslate } from '../../hooks/useTranslate';
import { GenerateDialog } from './GenerateDialog';
import { TemplateDialog } from './TemplateDialog';
import { DEFAULT_SORT, TemplateTable, type TemplateVerb } from './TemplateTable';

/** What is asked for in a dialog: `new`, or something about a template. */
type Asked = { verb: 'new' } | { verb: Exclude<TemplateVerb, 'clone'>; template: Template };

const Templates = () => {
  const t = useTranslate();
  const notify = useNotify();
  const allowed = useAllowed();
  const params = useListParams();
  const [asked, setAsked] = React.useState<Asked | null>(null);
  const [clone] = useCloneTemplateMutation();
  const [remove] = useDeleteTemplateMutation();
  const query = useFindTemplatesQuery(params.request(DEFAULT_SORT));
  const close = () => setAsked(null);

  const tell = async (work: Promise<Template>, done: 'templates.cloned' | 'templates.deleted') => {
    try {
      notify.success(t(done, { name: (await work).name }));
    } catch (reason) {
      notify.failure(reason);
    }
  };
  const act = (verb: TemplateVerb, template: Template) => {
    if (verb === 'clone') void tell(clone(template.documentId).unwrap(), 'templates.cloned');
    else setAsked({ verb, template });
  };

  const newButton = allowed('templatesCreate') && (
    <Button startIcon={<Plus />} onClick={() => setAsked({ verb: 'new' })}>
      {t('templates.new')}
    </Button>
  );

  return (
    <SettingsPage
      title={t('templates.title')}
      subtitle={t('templates.subtitle')}
      permissions={['templatesRead']}
      primaryAction={newButton}
    >
      <Box maxWidth="32rem" paddingBottom={4}>
        <SearchField
          label={t('templates.search')}
          value={params.get('_q')}
          onChange={(value) => params.change({ _q: value })}
        />
      </Box>
      <ListView
        query={query}
        params={params}
        filters={['_q']}
        empty={{ text: t('templates.empty'), action: newButton }}
      >
        {(rows) => <TemplateTable templates={rows} params={params} onAct={act} />}
      </ListView>
      {asked?.verb === 'new' && <TemplateDialog template={null} onClose={close} />}
      {asked?.verb === 'edit' && <TemplateDialog template={asked.template} onClose={close} />}
      {asked?.verb === 'generate' && <GenerateDialog template={asked.template} onClose={close} />}
      {asked?.verb === 'delete' && (
        <Confirmation
          title={t('templates.delete-title', { name: asked.template.name })}
          confirmLabel={t('action.delete')}
          danger
          onConfirm={() => tell(remove(asked.template.documentId).unwrap(), 'templates.deleted')}
          onClose={close}
        >
          {t('templates.delete-explanation')}
        </Confirmation>
      )}
    </SettingsPage>
  );
};

export default Templates;
