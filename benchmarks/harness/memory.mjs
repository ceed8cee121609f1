import fs from 'node:fs';

const MB = 1024 * 1024;

/** Memory that a process holds, in MB, as the system sees it: the proportional set size, else the resident one. */
export const memoryOf = (pid) => {
  const read = (file, key) => {
    const match = new RegExp(`^${key}:\\s+(\\d+) kB`, 'm').exec(fs.readFileSync(file, 'utf8'));
    return match && (Number(match[1]) * 1024) / MB;
  };
  try {
    return read(`/proc/${pid}/smaps_rollup`, 'Pss') ?? read(`/proc/${pid}/status`, 'VmRSS');
  } catch {
    try {
      return read(`/proc/${pid}/status`, 'VmRSS');
    } catch {
      return null;
    }
  }
};

/**
 * Samples a process from outside until it is told to stop.
 * @returns `stop`, which gives the memory at the start, the highest and the last one, in MB; null where the system does
 *   not tell (it has no /proc)
 */
export const sampleMemory = (pid, everyMs = 50) => {
  const samples = [memoryOf(pid)];
  const timer = setInterval(() => samples.push(memoryOf(pid)), everyMs);
  return {
    stop() {
      clearInterval(timer);
      samples.push(memoryOf(pid));
      if (samples.includes(null)) return null;
      return { before: samples[0], peak: Math.max(...samples), after: samples.at(-1), samples };
    },
  };
};
