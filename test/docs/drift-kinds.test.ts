import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';

const ROOT = new URL('../../', import.meta.url);

it('the page about drift explains every kind of it, and no other', () => {
  const page = readFileSync(new URL('docs/status-and-drift.md', ROOT), 'utf8').split('## Drift')[1] ?? '';
  const explained = [...page.matchAll(/^\| `(\w+)`/gmu)].map(([, kind]) => kind);
  const { $defs } = JSON.parse(readFileSync(new URL('schemas/drift.schema.json', ROOT), 'utf8'));
  expect(explained).toEqual($defs.drift.properties.kind.enum);
});
