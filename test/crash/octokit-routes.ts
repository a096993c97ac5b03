import { Octokit } from '@octokit/rest';

const { rest } = new Octokit();

/** Octokit's own route of one of its methods (`pulls.get`); undefined for what is no method of it. */
export function routeOf(name: string): { readonly method: string; readonly pattern: RegExp } | undefined {
  const defaults = [...name.split('.'), 'endpoint', 'DEFAULTS'].reduce<unknown>(partOf, rest);
  const [method, url] = [partOf(defaults, 'method'), partOf(defaults, 'url')];
  return typeof method === 'string' && typeof url === 'string' ? { method, pattern: patternOf(url) } : undefined;
}

function partOf(whole: unknown, key: string): unknown {
  const holds = typeof whole === 'function' || (typeof whole === 'object' && whole !== null);
  return holds ? Reflect.get(whole, key) : undefined;
}

function patternOf(route: string): RegExp {
  // A path inside a repository and a ref are the parameters that hold slashes.
  const path = route.replaceAll(/\{(?:path|ref)\}/gu, '.+').replaceAll(/\{\w+\}/gu, '[^/]+');
  return new RegExp(`^${path}$`, 'u');
}
