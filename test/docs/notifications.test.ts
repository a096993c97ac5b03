import { readFileSync } from 'node:fs';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { expect, it } from 'vitest';

const ROOT = new URL('../../', import.meta.url);
const page = readFileSync(new URL('docs/notifications.md', ROOT), 'utf8');
const schema = JSON.parse(readFileSync(new URL('schemas/drift.schema.json', ROOT), 'utf8'));

it('the page about notifications explains every event, and no other', () => {
  const explained = [...page.matchAll(/^\| `([a-z]\w+)`/gmu)].map(([, event]) => event);
  expect(explained).toEqual(schema.$defs.notice.properties.event.enum);
});

it('the body it shows is one that is sent', () => {
  const { url, ...notice } = JSON.parse(/```json\n(.+?)```/su.exec(page)?.[1] ?? '');
  const ajv = new Ajv2020({ strict: true, allowUnionTypes: true }).addSchema(schema, 'drift');
  expect(ajv.getSchema('drift#/$defs/notice')?.(notice)).toBe(true);
  expect(url).toContain('/pull/42');
});
