/** A JSON object of which nothing has been checked yet. */
export type Fields = Readonly<Record<string, unknown>>;

/** Whether a JSON value is an object, and neither a list nor null. */
export function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The value under a name whatever its casing; the exact casing wins. Undefined where there is none. */
export function field(fields: Fields, name: string): unknown {
  if (Object.hasOwn(fields, name)) return fields[name];
  const wanted = name.toLowerCase();
  const key = Object.keys(fields).find((one) => one.toLowerCase() === wanted);
  return key === undefined ? undefined : fields[key];
}

/** Like {@link field}, for a text; undefined for anything else. */
export function textField(fields: Fields, name: string): string | undefined {
  const value = field(fields, name);
  return typeof value === 'string' ? value : undefined;
}

/** Like {@link field}, for an object; empty for anything else. */
export function fieldsIn(fields: Fields, name: string): Fields {
  const value = field(fields, name);
  return isFields(value) ? value : {};
}

/** Yes or no as JSON or PowerShell writes it (`true`, `"True"`); undefined for anything else. */
export function flag(value: unknown): boolean | undefined {
  if (typeof value === 'boolean') return value;
  if (typeof value !== 'string') return undefined;
  const text = value.trim().toLowerCase();
  return text === 'true' ? true : text === 'false' ? false : undefined;
}

/** The texts in a list, or the one text that stands where a list could; undefined if anything else is in it. */
export function textList(value: unknown): readonly string[] | undefined {
  if (value === undefined || value === null || value === '') return [];
  const list: readonly unknown[] = Array.isArray(value) ? value : [value];
  return list.every((one) => typeof one === 'string') ? list : undefined;
}
