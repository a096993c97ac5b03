import { child, type Finding } from './finding.ts';
import type { ReadableYaml } from './parse-yaml.ts';
import type { Problem } from './problem.ts';
import type { CompiledSchema, SchemaError } from './schema.ts';
import { explain, meantKey } from './schema-messages.ts';

/** What is left of a file's data when everything the schema refuses is taken out of it. */
export type Draft<T> = T extends readonly (infer Item)[]
  ? readonly (Draft<Item> | undefined)[]
  : T extends object
    ? { readonly [Key in keyof T]?: Draft<T[Key]> | undefined }
    : T;

/** What a schema has to say about a file. */
export interface Inspection<T> {
  readonly findings: readonly Finding[];
  /** Undefined where nothing of the data is of use. */
  readonly draft: Draft<T> | undefined;
  /** The whole data; undefined unless the schema accepts all of it. */
  readonly complete: T | undefined;
  /** Whether the file says something at a pointer: readable or not, or under a misspelt key. */
  readonly says: (pointer: string) => boolean;
}

/**
 * Judges data against a schema, one finding for each cause. `spoiled` are pointers of texts that already have a
 * finding: a form that is wrong because of it is not reported again.
 */
export function inspect<T>(file: ReadableYaml, schema: CompiledSchema<T>, spoiled: ReadonlySet<string>): Inspection<T> {
  const { value } = file;
  const complete = schema.accepts(value) ? value : undefined;
  const errors: readonly SchemaError[] = (schema.accepts.errors ?? []).filter(
    (error) => speaksForItself(error) && !isUnread(error, file),
  );
  const misspelt = new Set(errors.flatMap(pointerOfMeantKey));
  const findings = errors.flatMap((error) => {
    const finding = spoiled.has(error.instancePath) && isAboutForm(error) ? undefined : explain(error, schema);
    return finding ? [{ finding, rank: RANK.indexOf(error.keyword) }] : [];
  });
  const left = prune(value, '', new Set(errors.flatMap(refusedBy))) ?? {};
  return {
    findings: onePerCause(findings),
    draft: isDraft(left, schema) ? left : undefined,
    complete,
    says: (pointer) => file.has(pointer) || misspelt.has(pointer),
  };
}

/**
 * Findings that hold, with their places, in the order of the file: what is missing is only missing if nothing is
 * there. Of a file with very many problems the first are told, and how many more there are.
 */
export function toProblems(
  findings: readonly Finding[],
  { locate }: Pick<ReadableYaml, 'locate'>,
  says: (pointer: string) => boolean,
): readonly Problem[] {
  const problems = findings
    .filter(({ missing }) => missing === undefined || !says(missing))
    .map((finding) => locate(finding))
    .sort((a, b) => a.line - b.line || a.column - b.column);
  const [next, ...others] = problems.slice(MOST_PROBLEMS);
  if (!next) return problems;
  const message = `from here on there are ${others.length + 1} more problems`;
  return [...problems.slice(0, MOST_PROBLEMS), { ...next, message, hint: 'Correct those above first.' }];
}

const MOST_PROBLEMS = 100;

/**
 * Conditions (which attestations go with which entity) are in the schema for editors; here code says it in words that
 * fit the case. Every real object of a schema says what it thinks of other keys, a condition does not.
 */
function speaksForItself({ keyword, parentSchema }: SchemaError): boolean {
  if (keyword === 'if' || keyword === 'false schema' || keyword === 'propertyNames') return false;
  return keyword !== 'required' || parentSchema?.additionalProperties !== undefined;
}

/** An alias or a merge key may bring anything, so nothing is said about what it might have brought. */
function isUnread({ instancePath, keyword, params }: SchemaError, { unread }: ReadableYaml): boolean {
  if (unread.has(instancePath)) return true;
  if (keyword !== 'required' && keyword !== 'minProperties') return false;
  return unread.has(child(instancePath, '<<')) || unread.has(child(instancePath, String(params['missingProperty'])));
}

function isAboutForm({ keyword }: SchemaError): boolean {
  return keyword === 'format' || keyword === 'pattern';
}

function pointerOfMeantKey(error: SchemaError): readonly string[] {
  const meant = error.keyword === 'additionalProperties' ? meantKey(error) : undefined;
  return meant === undefined ? [] : [child(error.instancePath, meant)];
}

/** Of several errors about one value the first of these explains the others. */
const RANK = ['additionalProperties', 'required', 'type', 'const', 'enum', 'format', 'pattern'];

function onePerCause(ranked: readonly { readonly finding: Finding; readonly rank: number }[]): readonly Finding[] {
  const weight = (rank: number): number => (rank < 0 ? RANK.length : rank);
  const first = new Map<string, Finding>();
  for (const { finding } of ranked.toSorted((a, b) => weight(a.rank) - weight(b.rank))) {
    const about = finding.missing ?? finding.pointer;
    if (!first.has(about)) first.set(about, finding);
  }
  return [...first.values()];
}

/** The value that an error refuses: none where something is missing, or where only a key's name is wrong. */
function refusedBy({ instancePath, keyword, params, propertyName }: SchemaError): readonly string[] {
  if (keyword === 'required' || propertyName !== undefined) return [];
  return [
    keyword === 'additionalProperties' ? child(instancePath, String(params['additionalProperty'])) : instancePath,
  ];
}

/** Whether data lacks nothing of what the schema describes but what is absent from it. */
function isDraft<T>(value: unknown, { accepts }: CompiledSchema<T>): value is Draft<T> {
  if (accepts(value)) return true;
  const errors: readonly SchemaError[] = accepts.errors ?? [];
  return errors.every(
    ({ keyword, data, propertyName }) => ABSENCES.has(keyword) || data === undefined || propertyName !== undefined,
  );
}

/** What the validator says of data from which something was taken away, or where parts don't go together. */
const ABSENCES: ReadonlySet<string> = new Set([
  'required',
  'minProperties',
  'minItems',
  'if',
  'false schema',
  'propertyNames',
]);

function prune(value: unknown, pointer: string, refused: ReadonlySet<string>): unknown {
  if (refused.has(pointer)) return undefined;
  if (Array.isArray(value)) return value.map((item, index) => prune(item, child(pointer, index), refused));
  if (typeof value !== 'object' || value === null) return value;
  const kept: Record<string, unknown> = Object.create(null);
  for (const [key, inner] of Object.entries(value)) {
    const pruned = prune(inner, child(pointer, key), refused);
    if (pruned !== undefined) kept[key] = pruned;
  }
  return kept;
}
