import { Box, Flex, IconButton, Typography } from '@strapi/design-system';
import { ArrowClockwise, Download, Minus, Plus } from '@strapi/icons';

import { useFormats } from '../../hooks/useFormats';
import { useTranslate } from '../../hooks/useTranslate';
import type { Look } from './useLook';

interface Props {
  file: { name: string; size: number };
  look: Look;
  onDownload: () => void;
}

/** Which file it is, and how it is looked at. */
export const Toolbar = ({ file, look, onDownload }: Props) => {
  const t = useTranslate();
  const formats = useFormats();
  return (
    <Flex justifyContent="space-between" gap={4} paddingLeft={4} paddingRight={2} paddingTop={1} paddingBottom={1}>
      <Flex gap={2} minWidth={0}>
        <Typography ellipsis title={file.name} fontWeight="semiBold" tag="p">
          {file.name}
        </Typography>
        <Box shrink={0}>
          <Typography variant="pi" textColor="neutral600">
            {formats.size(file.size)}
          </Typography>
        </Box>
      </Flex>
      <Flex gap={1} shrink={0}>
        <IconButton variant="ghost" label={t('preview.zoom-out')} disabled={!look.canZoomOut} onClick={look.zoomOut}>
          <Minus />
        </IconButton>
        <IconButton variant="ghost" label={t('preview.zoom-in')} disabled={!look.canZoomIn} onClick={look.zoomIn}>
          <Plus />
        </IconButton>
        <IconButton variant="ghost" label={t('preview.rotate')} onClick={look.turn}>
          <ArrowClockwise />
        </IconButton>
        <IconButton variant="ghost" label={t('preview.download')} onClick={onDownload}>
          <Download />
        </IconButton>
      </Flex>
    </Flex>
  );
};
