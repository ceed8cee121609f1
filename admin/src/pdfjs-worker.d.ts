/** The worker's code, which pdf.js takes from `globalThis.pdfjsWorker` when it is to run on the main thread. */
declare module 'pdfjs-dist/build/pdf.worker.mjs' {
  export const WorkerMessageHandler: unknown;
}
