type Settings = Record<string, unknown>;

const isSettings = (value: unknown): value is Settings =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** `over` laid on `base`: objects key by key, everything else (lists too) replaced whole. */
export const overlay = (base: Settings, over: Settings): Settings => {
  const result = { ...base };
  for (const [key, value] of Object.entries(over)) {
    const below = result[key];
    result[key] = isSettings(below) && isSettings(value) ? overlay(below, value) : value;
  }
  return result;
};

/**
 * Reads an object from an environment variable that holds JSON.
 *
 * @returns `{}` where the variable is not set
 * @throws when it holds something else than a JSON object: a test whose settings are ignored proves nothing
 */
export const jsonEnv = (name: string): Settings => {
  const text = process.env[name];
  if (!text) return {};
  const value: unknown = JSON.parse(text);
  if (!isSettings(value)) throw new Error(`${name} must hold a JSON object`);
  return value;
};
