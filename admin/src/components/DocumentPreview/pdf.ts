interface DrawOptions {
  /** CSS pixels. */
  width: number;
  /** Degrees clockwise, a multiple of 90. */
  rotation: number;
  /** Told how wide the page is for its height, as soon as that is known. */
  onShape: (aspectRatio: number) => void;
}

export interface Pdf {
  pageCount: number;
  /** Draws a page (from 1). @returns what stops the drawing, and wipes it */
  draw(number: number, canvas: HTMLCanvasElement, options: DrawOptions): () => void;
  close(): void;
}

type PdfJs = typeof import('pdfjs-dist');

/**
 * pdf.js with its worker's code on the main thread. A worker of its own would need a URL that the panel's
 * Content-Security-Policy allows, and the host's build gives it none; certificates are a few pages long.
 */
let library: Promise<PdfJs> | null = null;
const pdfJs = (): Promise<PdfJs> => {
  library ??= Promise.all([import('pdfjs-dist'), import('pdfjs-dist/build/pdf.worker.mjs')]).then(([pdf, worker]) => {
    (globalThis as { pdfjsWorker?: unknown }).pdfjsWorker = worker;
    return pdf;
  });
  return library;
};

/** Drawn finer than the screen asks for at most so much: memory grows with its square. */
const MAX_PIXEL_RATIO = 2;

/** What every browser can draw on; a page may be as narrow as a thread. */
const MAX_CANVAS_SIDE = 8_192;
/** Four bytes each: a page that is zoomed in takes no more than 64 MB. */
const MAX_CANVAS_PIXELS = 16_000_000;

/** @throws what pdf.js says when it is no PDF that it can read */
export const openPdf = async (blob: Blob): Promise<Pdf> => {
  const { getDocument } = await pdfJs();
  // `eval` is what the policy forbids and what a document from outside must not reach.
  const task = getDocument({ data: await blob.arrayBuffer(), isEvalSupported: false, enableXfa: false });
  const document = await task.promise;

  return {
    pageCount: document.numPages,
    draw(number, canvas, { width, rotation, onShape }) {
      let stop = () => {};
      let isStopped = false;
      const work = async () => {
        const page = await document.getPage(number);
        const context = canvas.getContext('2d');
        if (isStopped || !context) return;
        const turned = page.rotate + rotation;
        const natural = page.getViewport({ scale: 1, rotation: turned });
        const ratio = Math.min(window.devicePixelRatio || 1, MAX_PIXEL_RATIO);
        const longest = MAX_CANVAS_SIDE / Math.max(natural.width, natural.height);
        const largest = Math.sqrt(MAX_CANVAS_PIXELS / (natural.width * natural.height));
        const scale = Math.min((width / natural.width) * ratio, longest, largest);
        const viewport = page.getViewport({ scale, rotation: turned });
        onShape(natural.width / natural.height);
        canvas.width = Math.floor(viewport.width);
        canvas.height = Math.floor(viewport.height);
        const rendering = page.render({ canvasContext: context, viewport });
        stop = () => rendering.cancel();
        await rendering.promise;
      };
      // A drawing that was stopped rejects; one that fails leaves the page blank beside those that worked.
      work().catch(() => undefined);
      return () => {
        isStopped = true;
        stop();
        // The pixels are given back now, not when the browser happens to look for what nobody needs.
        canvas.width = 0;
      };
    },
    close: () => void task.destroy(),
  };
};
