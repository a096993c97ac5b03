import { isBuiltin } from 'node:module';
import { dirname, join } from 'node:path/posix';
import { areaOf, GLOBAL_HOMES, IMPURE_GLOBALS, PACKAGE_HOMES, PURE_BUILTINS, rowOf, ruleOf } from './import-rules.ts';
import type { Import, Module } from './read-module.ts';

/** Every breach of the table by these modules, each as one line that says where it is and what to do. */
export function checkImports(modules: readonly Module[]): readonly string[] {
  return [...modules.flatMap(checkModule), ...findCycles(modules)];
}

function checkModule(module: Module): readonly string[] {
  const area = areaOf(module.path);
  const rule = area === undefined ? undefined : ruleOf(area);
  if (area === undefined || rule === undefined) {
    return [`${module.path}: no row of the table is about it; add its area to test/architecture/import-rules.ts`];
  }
  return [
    ...module.imports.flatMap((found) =>
      checkImport(module.path, area, found).map((text) => `${module.path}:${found.line}: ${text}`),
    ),
    ...module.globals.flatMap(({ name, line }) =>
      checkGlobal(area, name).map((text) => `${module.path}:${line}: ${text}`),
    ),
  ];
}

function checkImport(path: string, area: string, found: Import): readonly string[] {
  if (found.specifier === undefined) {
    return ['import() of a computed path can not be checked; name the module in a string literal'];
  }
  return found.specifier.startsWith('.')
    ? checkOwnModule(area, join(dirname(path), found.specifier), found.typeOnly)
    : checkPackage(area, packageName(found.specifier), found.typeOnly);
}

function checkOwnModule(area: string, target: string, typeOnly: boolean): readonly string[] {
  const wanted = areaOf(target);
  const rule = ruleOf(area);
  if (wanted === undefined) return [`imports ${target}, which belongs to no area; import from src or schemas only`];
  if (wanted === area || rule === undefined || rule.values.includes(rowOf(wanted))) return [];
  if (rule.types.includes(rowOf(wanted))) {
    return typeOnly ? [] : [`${area} may use only types of ${wanted}; write "import type", or hand the value in`];
  }
  const allowed = [...rule.values, ...rule.types.map((name) => `${name} (types)`)].join(', ') || 'nothing of ours';
  return [
    `${area} may not import ${wanted} (${target}); it may import: ${allowed}. Move the code, or hand the value in`,
  ];
}

function checkPackage(area: string, name: string, typeOnly: boolean): readonly string[] {
  const homes = PACKAGE_HOMES.get(name);
  if (homes && !homes.includes(area)) {
    return [`${name} may be imported only from: ${homes.join(', ') || 'nowhere'}; go through a port instead`];
  }
  if (ruleOf(area)?.pure === true && name.startsWith('node:') && !PURE_BUILTINS.includes(name) && !typeOnly) {
    return [`${area} is pure and may not import ${name}; take what it would read as an argument`];
  }
  return [];
}

/** The package of a specifier; Node's own modules get their prefix, however they were written. */
function packageName(specifier: string): string {
  if (isBuiltin(specifier)) {
    const module = specifier.replace(/^node:/, '');
    return `node:${PURE_BUILTINS.includes(`node:${module}`) ? module : module.replace(/\/.*/, '')}`;
  }
  return specifier.split('/', specifier.startsWith('@') ? 2 : 1).join('/');
}

function checkGlobal(area: string, name: string): readonly string[] {
  if (ruleOf(area)?.pure === true && IMPURE_GLOBALS.includes(name)) {
    return [`${area} is pure and may not use ${name}; take its value as an argument`];
  }
  const homes = GLOBAL_HOMES.get(name);
  if (homes && !homes.includes(area)) {
    return [`${name} may be used only in: ${homes.join(', ')}; take what you need as an argument`];
  }
  return [];
}

/** Circles of modules, type-only imports included: a circle of types is one idea in two files. */
function findCycles(modules: readonly Module[]): readonly string[] {
  const imported = new Map(modules.map((module) => [module.path, ownImports(module)]));
  const done = new Set<string>();
  const cycles: string[] = [];
  const visit = (path: string, trail: readonly string[]): void => {
    const start = trail.indexOf(path);
    if (start !== -1) {
      cycles.push(`${[...trail.slice(start), path].join(' -> ')}: a circle; move what both need into a third module`);
      return;
    }
    if (done.has(path)) return;
    for (const next of imported.get(path) ?? []) visit(next, [...trail, path]);
    done.add(path);
  };
  for (const path of imported.keys()) visit(path, []);
  return cycles;
}

function ownImports(module: Module): readonly string[] {
  return module.imports.flatMap(({ specifier }) =>
    specifier?.startsWith('.') === true ? [join(dirname(module.path), specifier)] : [],
  );
}
