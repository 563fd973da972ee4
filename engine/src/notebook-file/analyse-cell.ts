import type { BindingName, Expression, Identifier, ImportDeclaration, Node, Statement } from "typescript";
import type { CellAnalysis, Declaration, ImportedName } from "./cell-analysis.ts";
import { singleFileProgram } from "./single-file-program.ts";
import type { TypeScript } from "./typescript-api.ts";

function calleeOf(ts: TypeScript, expression: Expression | undefined): string | null {
  if (expression === undefined) return null;
  const bare = ts.skipPartiallyEmittedExpressions(expression) as Expression;
  if (ts.isParenthesizedExpression(bare) || ts.isAsExpression(bare) || ts.isSatisfiesExpression(bare))
    return calleeOf(ts, bare.expression);
  if (!ts.isCallExpression(bare)) return null;
  const callee = bare.expression;
  if (ts.isIdentifier(callee)) return callee.text;
  return ts.isPropertyAccessExpression(callee) ? callee.name.text : null;
}

function boundNames(ts: TypeScript, name: BindingName): readonly string[] {
  if (ts.isIdentifier(name)) return [name.text];
  return name.elements.flatMap((element) => (ts.isOmittedExpression(element) ? [] : boundNames(ts, element.name)));
}

function declarationsOf(ts: TypeScript, statement: Statement): readonly Declaration[] {
  const modifiers = ts.canHaveModifiers(statement) ? ts.getModifiers(statement) : undefined;
  const exported = modifiers?.some((modifier) => modifier.kind === ts.SyntaxKind.ExportKeyword) ?? false;
  if (ts.isVariableStatement(statement)) {
    return statement.declarationList.declarations.flatMap(({ name, initializer }) => {
      const callee = ts.isIdentifier(name) ? calleeOf(ts, initializer) : null;
      return boundNames(ts, name).map((text) => ({ name: text, exported, isValue: true, callee }));
    });
  }
  const isValue =
    ts.isFunctionDeclaration(statement) || ts.isClassDeclaration(statement) || ts.isEnumDeclaration(statement);
  const isType = ts.isInterfaceDeclaration(statement) || ts.isTypeAliasDeclaration(statement);
  if ((isValue || isType) && statement.name !== undefined)
    return [{ name: statement.name.text, exported, isValue, callee: null }];
  return [];
}

function importsOf(ts: TypeScript, statement: ImportDeclaration): readonly ImportedName[] {
  const clause = statement.importClause;
  if (clause === undefined || !ts.isStringLiteral(statement.moduleSpecifier)) return [];
  const module = statement.moduleSpecifier.text;
  const wholeTypeOnly = clause.phaseModifier === ts.SyntaxKind.TypeKeyword;
  const names: ImportedName[] = [];
  if (clause.name !== undefined)
    names.push({ module, imported: "default", local: clause.name.text, typeOnly: wholeTypeOnly });
  const bindings = clause.namedBindings;
  if (bindings === undefined) return names;
  if (ts.isNamespaceImport(bindings))
    return [...names, { module, imported: "*", local: bindings.name.text, typeOnly: wholeTypeOnly }];
  for (const element of bindings.elements) {
    names.push({
      module,
      imported: (element.propertyName ?? element.name).text,
      local: element.name.text,
      typeOnly: wholeTypeOnly || element.isTypeOnly,
    });
  }
  return names;
}

/** True where an identifier names a member or a label, so that no scope is asked for it. */
function isMemberName(ts: TypeScript, node: Identifier): boolean {
  const parent: Node = node.parent;
  if (ts.isPropertyAccessExpression(parent)) return parent.name === node;
  if (ts.isQualifiedName(parent)) return parent.right === node;
  if (ts.isBindingElement(parent)) return parent.propertyName === node;
  if (ts.isPropertyAssignment(parent)) return parent.name === node;
  if (ts.isImportSpecifier(parent) || ts.isExportSpecifier(parent) || ts.isImportTypeNode(parent)) return true;
  if (ts.isLabeledStatement(parent) || ts.isBreakOrContinueStatement(parent)) return true;
  if (ts.isMetaProperty(parent) || ts.isNamedTupleMember(parent)) return true;
  return ts.isJsxAttribute(parent);
}

/** Reads declarations, imports, free names and syntax errors off a cell's source. Never fails, whatever the text. */
export function analyseCell(ts: TypeScript, source: string): CellAnalysis {
  const { file, checker, program } = singleFileProgram(ts, source);
  const declares = new Map<string, Declaration>();
  const imports: ImportedName[] = [];
  for (const statement of file.statements) {
    if (ts.isImportDeclaration(statement)) imports.push(...importsOf(ts, statement));
    for (const declaration of declarationsOf(ts, statement)) {
      const earlier = declares.get(declaration.name);
      declares.set(declaration.name, earlier?.isValue === true ? earlier : declaration);
    }
  }
  const uses = new Set<string>();
  const visit = (node: Node): void => {
    if (ts.isIdentifier(node) && node.text !== "" && !isMemberName(ts, node)) {
      const symbol = ts.isShorthandPropertyAssignment(node.parent)
        ? checker.getShorthandAssignmentValueSymbol(node.parent)
        : checker.getSymbolAtLocation(node);
      // An unknown type has a symbol too, but nothing that declares it.
      if (symbol?.declarations === undefined) uses.add(node.text);
    }
    ts.forEachChild(node, visit);
  };
  visit(file);
  const syntaxErrors = program.getSyntacticDiagnostics(file).map((diagnostic) => ({
    start: diagnostic.start,
    end: diagnostic.start + diagnostic.length,
    message: ts.flattenDiagnosticMessageText(diagnostic.messageText, "\n"),
  }));
  return { declares: [...declares.values()], uses: [...uses], imports, syntaxErrors };
}
