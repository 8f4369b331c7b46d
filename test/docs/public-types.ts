import ts from 'typescript';
import { read, ROOT } from './pages.js';

export interface OptionNames {
  readonly required: readonly string[];
  readonly optional: readonly string[];
}

const { entryPoints } = JSON.parse(read('typedoc.json')) as { readonly entryPoints: string[] };
const ENTRY_POINTS = entryPoints.map((path) => ROOT + path);

/** The exported types of all entry points, as the compiler sees them. */
export class PublicTypes {
  private readonly types = new Map<string, ts.Type>();

  constructor() {
    const config = ts.getParsedCommandLineOfConfigFile(
      `${ROOT}tsconfig.json`,
      {},
      { ...ts.sys, onUnRecoverableConfigFileDiagnostic: () => {} },
    );
    const program = ts.createProgram(ENTRY_POINTS, config?.options ?? {});
    const checker = program.getTypeChecker();
    for (const path of ENTRY_POINTS) {
      const module = checker.getSymbolAtLocation(program.getSourceFile(path) as ts.SourceFile);
      for (const exported of checker.getExportsOfModule(module as ts.Symbol)) {
        const isAlias = (exported.flags & ts.SymbolFlags.Alias) !== 0;
        const symbol = isAlias ? checker.getAliasedSymbol(exported) : exported;
        this.types.set(exported.name, checker.getDeclaredTypeOfSymbol(symbol));
      }
    }
  }

  /** The properties of an interface of options. */
  optionsOf(name: string): OptionNames {
    const properties = this.typeNamed(name).getProperties();
    return {
      required: namesOf(properties.filter((property) => !isOptional(property))),
      optional: namesOf(properties.filter(isOptional)),
    };
  }

  private typeNamed(name: string): ts.Type {
    const type = this.types.get(name);
    if (type === undefined) throw new Error(`no entry point exports ${name}`);
    return type;
  }
}

function isOptional({ flags }: ts.Symbol): boolean {
  return (flags & ts.SymbolFlags.Optional) !== 0;
}

function namesOf(symbols: readonly ts.Symbol[]): string[] {
  return symbols.map(({ name }) => name);
}
