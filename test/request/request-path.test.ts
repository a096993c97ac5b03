import { describe, expect, test } from 'vitest';
import { checkEntry, requestPath } from '../../src/request/request-path.ts';

describe('a path', () => {
  test.each([
    ['unblock-requests/contoso/a.yaml', 'contoso', 'a'],
    [`unblock-requests/${'t'.repeat(63)}/${'n'.repeat(63)}.yaml`, 't'.repeat(63), 'n'.repeat(63)],
    ['unblock-requests/0/2026-11-23-alice.yaml', '0', '2026-11-23-alice'],
  ])('%s is a request', (path, tenant, name) => {
    expect(requestPath(path)).toEqual({ kind: 'request', tenant, name });
  });

  test.each(['unblock-requests/README.md', 'unblock-requests/contoso/README.md'])('%s is nobody’s request', (path) => {
    expect(requestPath(path)).toEqual({ kind: 'readme' });
    expect(checkEntry(path, '100755')).toBeUndefined();
  });

  test.each([
    'a.yaml',
    'other/contoso/a.yaml',
    'unblock-requests',
    'unblock-requests/a.yaml',
    'unblock-requests/contoso/a.yml',
    'unblock-requests/contoso/a.YAML',
    'unblock-requests/contoso/a.json',
    'unblock-requests/contoso/a.yaml.bak',
    'unblock-requests/contoso/.yaml',
    'unblock-requests/contoso/-a.yaml',
    'unblock-requests/contoso/A.yaml',
    'unblock-requests/contoso/a.b.yaml',
    'unblock-requests/contoso/a\n.yaml',
    `unblock-requests/contoso/${'n'.repeat(64)}.yaml`,
    'unblock-requests/contoso/deep/a.yaml',
    'unblock-requests/contoso/deep/README.md',
    'unblock-requests/Contoso/a.yaml',
    'unblock-requests/../a.yaml',
    'unblock-requests/.hidden/a.yaml',
    'unblock-requests/readme.md',
    'Unblock-Requests/contoso/a.yaml',
  ])('%j is invalid', (path) => {
    expect(requestPath(path).kind).toBe('invalid');
  });
});

describe('an entry', () => {
  test.each([
    ['100755', 'the file is executable'],
    ['120000', 'this is a symbolic link, not a file'],
    ['160000', 'this is a submodule, not a file'],
    ['040000', 'this is no ordinary file (mode "040000")'],
  ])('of mode %s is refused', (mode, message) => {
    expect(checkEntry('unblock-requests/contoso/a.yaml', mode)?.message).toBe(message);
  });

  test('of mode 100644 is an ordinary file', () => {
    expect(checkEntry('unblock-requests/contoso/a.yaml', '100644')).toBeUndefined();
  });
});
