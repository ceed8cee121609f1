import { Flex, Typography } from '@strapi/design-system';
import { Pagination } from '@strapi/strapi/admin';

import type { Pagination as Page } from '../../../server/contracts';
import { useFormats } from '../hooks/useFormats';
import { DEFAULT_PAGE_SIZE } from '../hooks/useListParams';
import { useTranslate } from '../hooks/useTranslate';

/** How many there are, and the way to the others. */
export const ListFooter = ({ pagination }: { pagination: Page | undefined }) => {
  const t = useTranslate();
  const { number } = useFormats();
  if (!pagination || pagination.total === 0) return null;
  const { total, totalCapped } = pagination;
  return (
    <>
      <Pagination.Root pageCount={pagination.pageCount} total={total} defaultPageSize={DEFAULT_PAGE_SIZE}>
        <Pagination.PageSize options={['20', '50', '100']} />
        <Pagination.Links />
      </Pagination.Root>
      <Flex justifyContent="flex-end">
        <Typography variant="pi" textColor="neutral600" aria-live="polite">
          {t(totalCapped ? 'list.total-capped' : 'list.total', { count: total, number: number(total) })}
        </Typography>
      </Flex>
    </>
  );
};
