import { Octokit } from '@octokit/rest';
import type { FaultTarget } from '../../src/sandbox/faults.ts';
import { boundariesInCode } from './code-boundaries.ts';

/** Whether a request, if it is carried out, changes something outside of the machine. */
export function changesSomething(name: string): boolean {
  return name === 'git push' || name.startsWith('exchange Remove-');
}

/** What the program does at the moment it sends a request, in the words of docs/crash-matrix.md. */
export function nameOf(target: FaultTarget): string {
  const path = target.path.split('?')[0] ?? '';
  switch (target.system) {
    case 'github':
      return GITHUB.find(({ pattern }) => pattern.test(path))?.name ?? `github ${path}`;
    case 'graph':
      return `graph ${path.replace(/^\/v1\.0\//u, '').replaceAll(/[0-9a-f]{8}-[0-9a-f-]{27}/gu, '{}')}`;
    case 'exchange':
      return `exchange ${target.cmdlet ?? path}`;
    case 'entra':
      return path.endsWith('/token') ? 'entra token' : 'entra configuration';
    case 'oidc':
      return 'oidc identity token';
    case 'git':
      return GIT.find(({ pattern }) => pattern.test(target.path))?.name ?? `git ${target.path}`;
    default:
      throw new Error(`a system without names: ${String(target.system satisfies never)}`);
  }
}

const GIT = [
  { pattern: /\/info\/refs\?service=git-upload-pack$/u, name: 'git fetch: refs' },
  { pattern: /\/git-upload-pack$/u, name: 'git fetch' },
  { pattern: /\/info\/refs\?service=git-receive-pack$/u, name: 'git push: refs' },
  { pattern: /\/git-receive-pack$/u, name: 'git push' },
];

/** Octokit's own route of every method the code calls, so that none is written down here. */
const GITHUB = boundariesInCode()
  .filter((name) => name.startsWith('github '))
  .map((name) => ({ name, pattern: patternOf(routeOf(name.slice('github '.length))) }));

function routeOf(method: string): string {
  let found: unknown = new Octokit().rest;
  for (const key of [...method.split('.'), 'endpoint', 'DEFAULTS', 'url']) found = propertyOf(found, key);
  if (typeof found !== 'string') throw new Error(`Octokit has no route for ${method}`);
  return found;
}

function propertyOf(value: unknown, key: string): unknown {
  const holder = typeof value === 'function' || (typeof value === 'object' && value !== null) ? value : {};
  return Reflect.get(holder, key);
}

function patternOf(route: string): RegExp {
  // A path inside a repository is the one parameter that holds slashes.
  return new RegExp(`^${route.replaceAll('{path}', '.+').replaceAll(/\{\w+\}/gu, '[^/]+')}$`, 'u');
}
