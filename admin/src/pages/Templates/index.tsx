import * as React from 'react';
import { Box, Button } from '@strapi/design-system';
import { Plus } from '@strapi/icons';

import type { Template } from '../../../../server/contracts';
import { useCloneTemplateMutation, useDeleteTemplateMutation, useFindTemplatesQuery } from '../../api/templates';
import { Confirmation } from '../../components/Confirmation';
import { DEFAULT_PAGE_SIZE, ListFooter } from '../../components/ListFooter';
import { SearchField } from '../../components/SearchField';
import { SettingsPage } from '../../components/SettingsPage';
import { EmptyState, ErrorState, LoadingState } from '../../components/States';
import { useAllowed } from '../../hooks/useAllowed';
import { useListParams } from '../../hooks/useListParams';
import { useNotify } from '../../hooks/useNotify';
import { useTranslate } from '../../hooks/useTranslate';
import { GenerateDialog } from './GenerateDialog';
import { TemplateDialog } from './TemplateDialog';
import { TemplateTable, type TemplateVerb } from './TemplateTable';

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
  const search = params.get('_q');
  const { data, error, isLoading, refetch } = useFindTemplatesQuery({
    _q: search || undefined,
    sort: params.get('sort') || 'name:ASC',
    page: params.number('page', 1),
    pageSize: params.number('pageSize', DEFAULT_PAGE_SIZE),
  });
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

  const content = () => {
    if (isLoading) return <LoadingState />;
    if (error) return <ErrorState error={error} onRetry={refetch} />;
    if (!data || data.data.length === 0) {
      return search ? (
        <EmptyState>{t('list.empty-filtered')}</EmptyState>
      ) : (
        <EmptyState action={newButton}>{t('templates.empty')}</EmptyState>
      );
    }
    return (
      <>
        <TemplateTable templates={data.data} params={params} onAct={act} />
        <ListFooter pagination={data.meta.pagination} />
      </>
    );
  };

  return (
    <SettingsPage
      title={t('templates.title')}
      subtitle={t('templates.subtitle')}
      permissions={['templatesRead']}
      primaryAction={newButton}
    >
      <Box maxWidth="32rem" paddingBottom={4}>
        <SearchField label={t('templates.search')} value={search} onChange={(value) => params.change({ _q: value })} />
      </Box>
      {content()}
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
