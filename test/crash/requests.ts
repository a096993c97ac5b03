import type { FaultTarget } from '../../src/sandbox/faults.ts';
import { boundariesInCode } from './code-boundaries.ts';
import { routeOf } from './octokit-routes.ts';

/** Whether a request, if it is carried out, changes something outside of the machine. */
export function changesSomething(name: string): boolean {
  return (
    name === 'git push' || name === 'webhook delivery' || /^exchange Remove-|^github \w+\.(?:create|update)/u.test(name)
  );
}

/** What the program does at the moment it sends a request, in the words of docs/crash-matrix.md. */
export function nameOf(target: FaultTarget): string {
  const path = target.path.split('?')[0] ?? '';
  switch (target.system) {
    case 'github':
      return githubName(target.method, path);
    case 'graph':
      return `graph ${path.replace(/^\/v1\.0\//u, '').replaceAll(/[0-9a-f]{8}-[0-9a-f-]{27}|(?<=domains\/)[\w.-]+/gu, '{}')}`;
    case 'exchange':
      return `exchange ${target.cmdlet ?? path}`;
    case 'entra':
      return path.endsWith('/token') ? 'entra token' : 'entra configuration';
    case 'oidc':
      return 'oidc identity token';
    case 'webhook':
      return 'webhook delivery';
    case 'git':
      return GIT.find(({ pattern }) => pattern.test(target.path))?.name ?? `git ${target.path}`;
    default:
      throw new Error(`a system without names: ${String(target.system satisfies never)}`);
  }
}

function githubName(method: string, path: string): string {
  const known = GITHUB.find(({ route }) => route?.method === method && route.pattern.test(path));
  return known?.name ?? `github ${method} ${path}`;
}

const GIT = [
  { pattern: /\/info\/refs\?service=git-upload-pack$/u, name: 'git fetch: refs' },
  { pattern: /\/git-upload-pack$/u, name: 'git fetch' },
  { pattern: /\/info\/refs\?service=git-receive-pack$/u, name: 'git push: refs' },
  { pattern: /\/git-receive-pack$/u, name: 'git push' },
];

const GITHUB = boundariesInCode()
  .filter((name) => name.startsWith('github '))
  .map((name) => ({ name, route: routeOf(name.slice('github '.length)) }));
