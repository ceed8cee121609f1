import { spawn, type ChildProcess } from 'node:child_process';
import { createRequire } from 'node:module';

import type { PreviewLimits } from './limits';
import { PICTURE_PROGRAM } from './picture-program';

export type PictureFormat = 'jpeg' | 'png' | 'heif';

/**
 * Makes the preview of a picture, as JPEG.
 * @throws Error when it cannot be made within the limits; `DecoderLost` or `DecoderUnavailable` where it might be another time
 */
export type RenderPicture = (bytes: Buffer, format: PictureFormat, limits: PreviewLimits) => Promise<Buffer>;

/** A process is kept so long for the next picture, since starting one takes longer than most pictures do. */
const IDLE_MS = 20_000;

/** What native libraries need to be found and to work; the server's settings and secrets are none of its business. */
const VARIABLES = ['PATH', 'LD_LIBRARY_PATH', 'DYLD_LIBRARY_PATH', 'SystemRoot', 'windir', 'TMPDIR', 'TEMP', 'TMP'];

/** In megabytes: the pictures themselves lie outside. */
const JAVASCRIPT_MEMORY = 256;

const requireHere = createRequire(import.meta.url);

/**
 * Where the sharp is that Strapi's upload plugin has. It is no dependency of the plugin: beside the exact version that Strapi
 * names there would be a second one, and yarn 1 then lays the native parts of the two so that neither can be loaded.
 */
const sharpOfStrapi = (): string => {
  const strapi = createRequire(requireHere.resolve('@strapi/strapi/package.json'));
  return createRequire(strapi.resolve('@strapi/upload/package.json')).resolve('sharp');
};

/** The machine would start no further process: that says nothing about the picture. */
export class DecoderUnavailable extends Error {}

/** The decoders' places. @throws DecoderUnavailable where this installation lacks one */
const modulesOf = () => {
  try {
    return { sharp: sharpOfStrapi(), libheif: requireHere.resolve('libheif-js/wasm-bundle') };
  } catch (error) {
    throw new DecoderUnavailable(String(error));
  }
};

/** A process ended or was too slow: because of its picture, or of what else the machine was doing. */
export class DecoderLost extends Error {}

/** Told to nobody once nobody waits for an answer. */
const ignore = () => undefined;

/** @throws DecoderUnavailable where the machine refuses at once; most refusals come as an event */
const start = (program: string): ChildProcess => {
  const known = VARIABLES.flatMap((name) => (process.env[name] === undefined ? [] : [[name, process.env[name]]]));
  const launch = () =>
    spawn(process.execPath, [`--max-old-space-size=${JAVASCRIPT_MEMORY}`, '--input-type=commonjs', '--eval', program], {
      // What the decoders print is of no use.
      stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
      serialization: 'advanced',
      // Fewer arenas: glibc would keep the memory of each thread's pictures.
      env: { ...Object.fromEntries(known), MALLOC_ARENA_MAX: '2' },
      windowsHide: true,
    });
  try {
    return launch().on('error', ignore);
  } catch (error) {
    throw new DecoderUnavailable(String(error));
  }
};

interface Answer {
  jpeg?: Uint8Array;
  error?: string;
}

/** Asks a process. @throws Error where it ends, or does not answer in time */
const ask = (child: ChildProcess, request: object, milliseconds: number): Promise<Answer> =>
  new Promise<Answer>((resolve, reject) => {
    const settled = () => {
      clearTimeout(timer);
      child.off('message', answered).off('exit', gone).off('error', failed);
    };
    const answered = (answer: Answer) => {
      settled();
      resolve(answer);
    };
    const failed = (error: Error) => {
      settled();
      reject(error);
    };
    const gone = () => failed(new Error('the decoder ended without a picture'));
    const timer = setTimeout(() => failed(new Error('the decoder took too long')), milliseconds);
    child.on('message', answered).on('exit', gone).on('error', failed);
    child.send(request, (error) => error && failed(error));
  });

export interface PictureProcesses {
  render: RenderPicture;
  /** Ends the processes that wait for a picture. */
  close(): void;
}

/**
 * Decodes pictures in processes of their own: a decoder that hangs is killed, and one that dies or runs out of memory
 * takes nothing along. Native libraries can do all three, and neither a thread nor their own time limits hold them.
 *
 * How many there are at once is for the caller to bound.
 *
 * @param program what the processes run; tests give others
 */
export const createPictureProcesses = (program: string = PICTURE_PROGRAM): PictureProcesses => {
  const idle = new Map<ChildProcess, NodeJS.Timeout>();

  const leaveIdle = (child: ChildProcess): void => {
    clearTimeout(idle.get(child));
    idle.delete(child);
  };

  const end = (child: ChildProcess): void => {
    leaveIdle(child);
    child.kill('SIGKILL');
  };

  /** Neither a waiting process nor its timer keeps the server from ending. */
  const rest = (child: ChildProcess): void => {
    child.unref();
    child.channel?.unref();
    idle.set(child, setTimeout(() => end(child), IDLE_MS).unref());
  };

  const take = (): ChildProcess => {
    const waiting = [...idle.keys()].find((child) => child.connected);
    if (!waiting) return start(program);
    leaveIdle(waiting);
    waiting.ref();
    waiting.channel?.ref();
    return waiting;
  };

  return {
    async render(bytes, format, limits) {
      const modules = modulesOf();
      const child = take();
      const { jpeg, error } = await ask(child, { bytes, format, limits, modules }, limits.timeout).catch(
        (reason: unknown) => {
          end(child);
          throw child.pid === undefined ? new DecoderUnavailable(String(reason)) : new DecoderLost(String(reason));
        }
      );
      // The memory of the HEIC decoder goes back only with its process.
      if (format === 'heif') end(child);
      else rest(child);
      if (!jpeg) throw new Error(error ?? 'the decoder gave nothing');
      return Buffer.from(jpeg);
    },

    close() {
      for (const child of [...idle.keys()]) end(child);
    },
  };
};
