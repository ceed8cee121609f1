import * as React from 'react';
import { Box } from '@strapi/design-system';

const isFile = (event: React.DragEvent) => event.dataTransfer.types.includes('Files');

/** Where a file can be dropped instead of being chosen: as large as the document that it will replace. */
export const DropArea = ({ onFile, children }: { onFile: (file: File) => void; children: React.ReactNode }) => {
  const [isOver, setIsOver] = React.useState(false);
  return (
    <Box
      hasRadius
      style={isOver ? { outline: '2px dashed', outlineOffset: 4 } : undefined}
      onDragOver={(event: React.DragEvent) => {
        if (!isFile(event)) return;
        // Otherwise the browser opens it in the panel's place.
        event.preventDefault();
        setIsOver(true);
      }}
      onDragLeave={(event: React.DragEvent) => {
        if (!event.currentTarget.contains(event.relatedTarget as Node | null)) setIsOver(false);
      }}
      onDrop={(event: React.DragEvent) => {
        if (!isFile(event)) return;
        event.preventDefault();
        setIsOver(false);
        const [file] = event.dataTransfer.files;
        if (file) onFile(file);
      }}
    >
      {children}
    </Box>
  );
};
