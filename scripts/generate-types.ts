import { existsSync, readFileSync, writeFileSync, mkdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { compile, type JSONSchema } from 'json-schema-to-typescript';
import { format, resolveConfig } from 'prettier';

const ROOT = new URL('../', import.meta.url);
const NAMES = ['unblock-request', 'policy', 'policy-tests', 'record', 'drift'] as const;

/** A generated file: its path from the repository's root, and its text. */
export interface GeneratedFile {
  readonly path: string;
  readonly text: string;
}

/** The types of every schema that exists, as they belong under `src/generated/`. Writes nothing. */
export async function generateTypes(): Promise<readonly GeneratedFile[]> {
  const present = NAMES.filter((name) => existsSync(schemaFile(name)));
  return Promise.all(present.map(async (name) => ({ path: `src/generated/${name}.ts`, text: await typesOf(name) })));
}

function schemaFile(name: string): URL {
  return new URL(`schemas/${name}.schema.json`, ROOT);
}

async function typesOf(name: string): Promise<string> {
  const schema: JSONSchema = JSON.parse(readFileSync(schemaFile(name), 'utf8'));
  const source = await compile(forTypes(schema), name, {
    bannerComment: `// Generated from schemas/${name}.schema.json by npm run generate. Change the schema instead.`,
    format: false,
    ignoreMinAndMaxItems: true,
  });
  const path = fileURLToPath(new URL(`src/generated/${name}.ts`, ROOT));
  return format(source, { ...(await resolveConfig(path)), filepath: path });
}

/** Conditions say what goes together, which a type cannot; the generator would turn them into noise. */
function forTypes(schema: JSONSchema): JSONSchema {
  const { if: _if, then: _then, else: _else, ...rest } = schema as JSONSchema & Record<string, unknown>;
  return JSON.parse(JSON.stringify(rest, (_key, value: unknown) => withPlainReference(value, schema)));
}

/** The generator makes a second interface of an object that is referred to with a description of its own. */
function withPlainReference(value: unknown, { $defs }: JSONSchema): unknown {
  if (typeof value !== 'object' || value === null || !('$ref' in value) || typeof value.$ref !== 'string') return value;
  const target = $defs?.[value.$ref.replace('#/$defs/', '')];
  return target?.type === 'object' ? { $ref: value.$ref } : value;
}

if (import.meta.main) {
  mkdirSync(new URL('src/generated/', ROOT), { recursive: true });
  for (const { path, text } of await generateTypes()) writeFileSync(new URL(path, ROOT), text);
}
