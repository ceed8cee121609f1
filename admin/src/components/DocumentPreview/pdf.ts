import type { PDFPageProxy } from 'pdfjs-dist';

import { DeadlineError, within } from './deadline';
import { startWorker } from './pdf-worker';

/** What came of drawing a page: `incomplete` lacks a picture that could not be read. */
export type Drawn = 'whole' | 'incomplete' | 'failed' | 'late';

interface DrawOptions {
  /** CSS pixels. */
  width: number;
  /** Degrees clockwise, a multiple of 90. */
  rotation: number;
  /** Told how wide the page is for its height, as soon as that is known. */
  onShape: (aspectRatio: number) => void;
  /** Told once what came of it, unless it was stopped before. */
  onDrawn: (result: Drawn) => void;
}

export interface Pdf {
  pageCount: number;
  /** Draws a page (from 1). @returns what stops the drawing, and wipes it */
  draw(number: number, canvas: HTMLCanvasElement, options: DrawOptions): () => void;
  close(): void;
}

/** Milliseconds for opening a document, and for each page. A file can ask for hours. */
const TIME_LIMIT = 30_000;

/** Drawn finer than the screen asks for at most so much: memory grows with its square. */
const MAX_PIXEL_RATIO = 2;

/** What every browser can draw on; a page may be as narrow as a thread. */
const MAX_CANVAS_SIDE = 8_192;
/** Four bytes each: a page that is zoomed in takes no more than 64 MB. */
const MAX_CANVAS_PIXELS = 16_000_000;

/**
 * Without a worker its code runs on the page itself, where Strapi's Content-Security-Policy allows no WebAssembly: some
 * pictures are then missing, and said to be.
 */
const loadOntoPage = async (): Promise<void> => {
  (globalThis as { pdfjsWorker?: unknown }).pdfjsWorker ??= await import('pdfjs-dist/build/pdf.worker.mjs');
};

/** Whether pdf.js has left out a picture of the page: one that it could not read stands among its objects as null. */
const lacksPicture = (page: PDFPageProxy): boolean =>
  [page.objs, page.commonObjs].some((objects) =>
    [...(objects as Iterable<[string, unknown]>)].some(([id, data]) => data === null && id.includes('img_'))
  );

const viewportOf = (page: PDFPageProxy, width: number, rotation: number) => {
  const turned = page.rotate + rotation;
  const natural = page.getViewport({ scale: 1, rotation: turned });
  const ratio = Math.min(window.devicePixelRatio || 1, MAX_PIXEL_RATIO);
  const longest = MAX_CANVAS_SIDE / Math.max(natural.width, natural.height);
  const largest = Math.sqrt(MAX_CANVAS_PIXELS / (natural.width * natural.height));
  const scale = Math.min((width / natural.width) * ratio, longest, largest);
  return { shape: natural.width / natural.height, viewport: page.getViewport({ scale, rotation: turned }) };
};

/** @throws DeadlineError when it takes too long; what pdf.js says when it is no PDF that it can read */
export const openPdf = async (blob: Blob): Promise<Pdf> => {
  const { getDocument, PDFWorker, version } = await import('pdfjs-dist');
  const worker = await startWorker(version);
  if (!worker) await loadOntoPage();
  const port = worker && new PDFWorker({ port: worker as unknown as null });
  // `eval` is what the policy forbids and what a document from outside must not reach.
  const task = getDocument({
    data: await blob.arrayBuffer(),
    isEvalSupported: false,
    enableXfa: false,
    ...(port && { worker: port }),
  });
  let isEnded = false;
  const close = () => {
    isEnded = true;
    // It would like to hear from the worker first, which may be the one that hangs.
    task.destroy().catch(() => undefined);
    port?.destroy();
    worker?.terminate();
  };
  const inTime = async <T>(work: Promise<T>): Promise<T> => {
    if (isEnded) throw new DeadlineError();
    try {
      return await within(TIME_LIMIT, work);
    } catch (error) {
      if (error instanceof DeadlineError) close();
      throw error;
    }
  };

  const document = await inTime(task.promise).catch((error: unknown) => {
    close();
    throw error;
  });

  return {
    pageCount: document.numPages,
    draw(number, canvas, { width, rotation, onShape, onDrawn }) {
      let stop = () => {};
      let isStopped = false;
      const work = async (): Promise<Drawn> => {
        const page = await inTime(document.getPage(number));
        const context = canvas.getContext('2d');
        if (isStopped || !context) return 'failed';
        const { shape, viewport } = viewportOf(page, width, rotation);
        onShape(shape);
        canvas.width = Math.floor(viewport.width);
        canvas.height = Math.floor(viewport.height);
        const rendering = page.render({ canvasContext: context, viewport });
        stop = () => rendering.cancel();
        await inTime(rendering.promise);
        return lacksPicture(page) ? 'incomplete' : 'whole';
      };
      work().then(
        (result) => !isStopped && onDrawn(result),
        (error: unknown) => !isStopped && onDrawn(error instanceof DeadlineError ? 'late' : 'failed')
      );
      return () => {
        isStopped = true;
        stop();
        // The pixels are given back now, not when the browser happens to look for what nobody needs.
        canvas.width = 0;
      };
    },
    close,
  };
};
