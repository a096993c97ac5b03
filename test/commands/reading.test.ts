import { readFileSync } from 'node:fs';
import { posix } from 'node:path';
import { describe, expect, expectTypeOf, it } from 'vitest';
import { withoutPush } from '../../src/commands/connect-reading.ts';
import type { RecordBranch } from '../../src/ports/record-branch.ts';
import type { ReadingPorts, TenantReaders } from '../../src/reconcile/types.ts';
import { readModule } from '../architecture/read-module.ts';

/** Every module of ours that is loaded once `path` is; imports of types are gone by then. */
function loaded(path: string, seen = new Set<string>()): ReadonlySet<string> {
  if (seen.has(path) || !path.endsWith('.ts')) return seen;
  seen.add(path);
  for (const { specifier, typeOnly } of readModule(path, readFileSync(path, 'utf8')).imports) {
    if (!typeOnly && specifier?.startsWith('.')) loaded(posix.join(posix.dirname(path), specifier), seen);
  }
  return seen;
}

const WRITER = 'src/adapters/exchange/exchange-writer.ts';

describe('reading cannot write', () => {
  it.each(['doctor', 'list', 'new', 'plan', 'replay', 'show', 'status', 'validate'])(
    '%s does not even load what could change a tenant',
    (command) => {
      const modules = loaded(`src/commands/${command}.ts`);
      expect(modules.size).toBeGreaterThan(10);
      expect([...modules]).not.toContain(WRITER);
      expect([...modules]).not.toContain('src/apply/apply.ts');
    },
  );

  it('is a rule that reconcile, which writes, would break', () => {
    expect([...loaded('src/commands/reconcile.ts')]).toContain(WRITER);
  });

  it('holds for the ports by their types', () => {
    expectTypeOf<ReadingPorts['records']>().not.toHaveProperty('push');
    expectTypeOf<TenantReaders>().not.toHaveProperty('writer');
    expectTypeOf<ReturnType<ReadingPorts['tenant']>>().not.toHaveProperty('writer');
  });

  it('holds for the records branch as it is handed out', () => {
    const never = async (): Promise<never> => Promise.reject(new Error('not asked'));
    const branch: RecordBranch = { tenants: never, open: never, read: never, readAll: never, log: never, push: never };
    expect(Object.keys(withoutPush(branch)).toSorted()).toEqual(['log', 'open', 'read', 'readAll', 'tenants']);
  });
});
