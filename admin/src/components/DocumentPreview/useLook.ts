import * as React from 'react';

const ZOOM = { min: 0.5, max: 3, step: 0.5 };

/** How a document is looked at: as wide as its frame and upright, until somebody zooms or turns it. */
export const useLook = () => {
  const [zoom, setZoom] = React.useState(1);
  const [rotation, setRotation] = React.useState(0);
  const zoomBy = (step: number) => setZoom(Math.min(Math.max(zoom + step, ZOOM.min), ZOOM.max));
  return {
    zoom,
    rotation,
    canZoomIn: zoom < ZOOM.max,
    canZoomOut: zoom > ZOOM.min,
    zoomIn: () => zoomBy(ZOOM.step),
    zoomOut: () => zoomBy(-ZOOM.step),
    turn: () => setRotation((rotation + 90) % 360),
  };
};

export type Look = ReturnType<typeof useLook>;
