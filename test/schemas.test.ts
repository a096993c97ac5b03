import { readdirSync, readFileSync } from 'node:fs';
import { Ajv2020, type AnySchemaObject } from 'ajv/dist/2020.js';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { generateTypes } from '../scripts/generate-types.ts';
import { DURATION } from '../src/policy/durations.ts';
import { POLICY_FORMATS } from '../src/policy/formats.ts';
import { DEFAULTS } from '../src/policy/resolve-policy.ts';

const ROOT = new URL('../', import.meta.url);
const SCHEMAS = ['unblock-request', 'policy', 'policy-tests', 'drift'] as const;

function schema(name: (typeof SCHEMAS)[number]): AnySchemaObject {
  return JSON.parse(readFileSync(new URL(`schemas/${name}.schema.json`, ROOT), 'utf8'));
}

/** Every schema inside a schema, with where it is; conditions are left out, for they describe nothing new. */
function parts(value: unknown, at = '#'): readonly (readonly [string, AnySchemaObject])[] {
  if (typeof value !== 'object' || value === null || /\/(?:if|then|else|examples|default)$|Attestations$/u.test(at))
    return [];
  const isSchema = /^#$|\/(?:properties|\$defs)\/[^/]+$|\/(?:items|additionalProperties)$/u.test(at);
  return [
    ...(isSchema ? [[at, value] as const] : []),
    ...Object.entries(value).flatMap(([key, inner]) => parts(inner, `${at}/${key}`)),
  ];
}

function validator(name: (typeof SCHEMAS)[number]): Ajv2020 {
  const ajv = new Ajv2020({ strict: true, allErrors: true });
  for (const [format, judge] of Object.entries(POLICY_FORMATS)) {
    ajv.addFormat(format, { type: 'string', validate: (text: string) => judge(text) === undefined });
  }
  return ajv.addSchema(schema(name), name);
}

describe.each(SCHEMAS)('%s.schema.json', (name) => {
  const all = parts(schema(name));

  test('is draft 2020-12, with a relative id and no mistake that strict mode finds', () => {
    const { $schema, $id } = schema(name);
    expect($schema).toBe('https://json-schema.org/draft/2020-12/schema');
    expect($id).toBe(`${name}.schema.json`);
    expect(validator(name).getSchema(name)).toBeTypeOf('function');
  });

  test('describes every part of it', () => {
    const undescribed = all.filter(([, { $ref, description }]) => $ref === undefined && !description);
    expect(undescribed.map(([at]) => at)).toEqual([]);
    expect(all.filter(([at, { description }]) => /\/properties\/[^/]+$/u.test(at) && !description)).toEqual([]);
  });

  test('gives an example of everything that has one of its own, and every example is valid', () => {
    const ajv = validator(name);
    for (const [at, part] of all) {
      if (at === '#') continue;
      const isReference = part['$ref'] !== undefined || at.endsWith('/items') || at.endsWith('/additionalProperties');
      expect(isReference || Array.isArray(part['examples']), `${at} has examples`).toBe(true);
      const judge = ajv.getSchema(`${name}${at}`);
      const values = [...(part['examples'] ?? []), ...('default' in part ? [part['default']] : [])];
      for (const example of values) expect(judge?.(example), `${at}: ${JSON.stringify(example)}`).toBe(true);
    }
  });

  test('rejects unknown keys in every object', () => {
    const open = all.filter(([, part]) => part['type'] === 'object' && part['additionalProperties'] === undefined);
    expect(open.map(([at]) => at)).toEqual([]);
  });
});

describe('the policy’s schema', () => {
  test('states the defaults that the program fills in', () => {
    const { properties, $defs } = schema('policy');
    const stated = (block: AnySchemaObject): Record<string, unknown> =>
      Object.fromEntries(
        Object.entries<AnySchemaObject>(block['properties']).flatMap(([key, part]) =>
          'default' in part ? [[key, part['default']]] : [],
        ),
      );
    expect(stated($defs.evidence)).toEqual(DEFAULTS.evidence);
    expect(stated($defs.limits)).toEqual(DEFAULTS.limits);
    expect(stated($defs.limits.properties.unblocksPerEntity)).toEqual(DEFAULTS.limits.unblocksPerEntity);
    expect(stated($defs.tenant)).toEqual({
      cloud: DEFAULTS.cloud,
      credential: DEFAULTS.credential,
      acceptUntested: false,
    });
    expect(stated(properties.request)).toEqual({ ttl: DEFAULTS.ttl, ticket: DEFAULTS.ticket });
    expect(stated(properties.attestations)).toEqual({ maxAge: DEFAULTS.maxAge });
    expect($defs.approvals.properties.required.default).toBe(DEFAULTS.required);
    expect(stated(properties.notifications)).toEqual(DEFAULTS.notifications);
    expect(properties.fence.default).toBe(DEFAULTS.fence);
    expect(properties.publicRecords.default).toBe(DEFAULTS.publicRecords);
    expect($defs.duration.pattern).toBe(DURATION.source);
  });
});

test('the committed types are those that the schemas generate', async () => {
  const generated = await generateTypes();
  expect(generated.length).toBeGreaterThanOrEqual(SCHEMAS.length);
  for (const { path, text } of generated) expect(readFileSync(new URL(path, ROOT), 'utf8')).toBe(text);
});

describe('editors', () => {
  const requests = readdirSync(new URL('unblock-requests/contoso/', ROOT)).map(
    (file) => [`unblock-requests/contoso/${file}`, 'unblock-request'] as const,
  );
  const policy = [
    ['.github/reinstate.yml', 'policy'],
    ['.github/reinstate.tests.yml', 'policy-tests'],
  ] as const;
  test.each([...requests, ...policy])('find the schema of %s', (path, name) => {
    const text = readFileSync(new URL(path, ROOT), 'utf8');
    const [, reference = ''] = /^# yaml-language-server: \$schema=(\S+)/u.exec(text) ?? [];
    expect(new URL(reference, new URL(path, ROOT)).href).toBe(new URL(`schemas/${name}.schema.json`, ROOT).href);
    expect(validator(name).getSchema(name)?.(parse(text))).toBe(true);
  });
});

test.each(readdirSync(new URL('schemas', ROOT)))('%s is a schema, which the program takes for granted', (name) => {
  const file: AnySchemaObject = JSON.parse(readFileSync(new URL(`schemas/${name}`, ROOT), 'utf8'));
  const ajv = new Ajv2020({ logger: false });
  expect({ valid: ajv.validateSchema(file), errors: ajv.errors ?? [] }).toEqual({ valid: true, errors: [] });
});
