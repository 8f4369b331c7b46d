import ts from 'typescript';
import { ROOT } from './pages.js';

export interface OptionNames {
  readonly required: readonly string[];
  readonly optional: readonly string[];
}

const ENTRY_POINTS = ['', 'bullmq/', 'redis/', 'sqlite/', 'testing/'].map(
  (folder) => `${ROOT}lib/${folder}index.ts`,
);

/** The options that exported interfaces have, by the name of the interface. */
export function optionNames(interfaces: readonly string[]): Map<string, OptionNames> {
  const config = ts.getParsedCommandLineOfConfigFile(
    `${ROOT}tsconfig.json`,
    {},
    { ...ts.sys, onUnRecoverableConfigFileDiagnostic: () => {} },
  );
  const program = ts.createProgram(ENTRY_POINTS, config?.options ?? {});
  const checker = program.getTypeChecker();
  const found = new Map<string, OptionNames>();
  for (const path of ENTRY_POINTS) {
    const module = checker.getSymbolAtLocation(program.getSourceFile(path) as ts.SourceFile);
    for (const symbol of checker.getExportsOfModule(module as ts.Symbol)) {
      if (interfaces.includes(symbol.name)) found.set(symbol.name, namesIn(symbol, checker));
    }
  }
  return found;
}

function namesIn(exported: ts.Symbol, checker: ts.TypeChecker): OptionNames {
  const isAlias = (exported.flags & ts.SymbolFlags.Alias) !== 0;
  const symbol = isAlias ? checker.getAliasedSymbol(exported) : exported;
  const properties = checker.getDeclaredTypeOfSymbol(symbol).getProperties();
  return {
    required: namesOf(properties.filter((property) => !isOptional(property))),
    optional: namesOf(properties.filter(isOptional)),
  };
}

function isOptional({ flags }: ts.Symbol): boolean {
  return (flags & ts.SymbolFlags.Optional) !== 0;
}

function namesOf(symbols: readonly ts.Symbol[]): string[] {
  return symbols.map(({ name }) => name);
}
