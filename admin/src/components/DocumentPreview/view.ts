/** Why nothing of a document is shown. */
export type Problem = 'unreadable' | 'late';

/** What shows a document is given. */
export interface ViewProps {
  blob: Blob;
  /** Of the file. */
  name: string;
  zoom: number;
  /** Degrees clockwise, a multiple of 90. */
  rotation: number;
  /** Its beginning is on the screen, or the words that say why it is not. */
  onShown: () => void;
  onFailed: (problem: Problem) => void;
  onDownload: () => void;
}
