import { Flex } from '@strapi/design-system';

import { useObjectUrl } from './useDocument';
import type { ViewProps } from './view';

/** A picture as wide as its frame; larger when zoomed, and then the frame scrolls. */
export const ImageView = ({ blob, name, zoom, rotation, onShown, onFailed }: ViewProps) => {
  const url = useObjectUrl(blob);
  const isOnItsSide = rotation % 180 !== 0;
  return (
    <Flex justifyContent={zoom > 1 ? 'flex-start' : 'center'} minHeight="32rem" width={`${zoom * 100}%`}>
      {url && (
        <img
          src={url}
          alt={name}
          onLoad={onShown}
          onError={() => onFailed('unreadable')}
          style={{
            display: 'block',
            maxWidth: '100%',
            width: zoom > 1 ? '100%' : undefined,
            // Turned by 90 degrees the picture's width becomes its height: a square leaves room for both.
            aspectRatio: isOnItsSide ? '1' : undefined,
            objectFit: 'contain',
            transform: `rotate(${rotation}deg)`,
          }}
        />
      )}
    </Flex>
  );
};
