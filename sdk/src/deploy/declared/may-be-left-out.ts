import type { TSType } from "oxc-parser";

/** Whether an argument of this type may be left out. */
export function mayBeLeftOut(type: TSType): boolean {
  if (type.type === "TSParenthesizedType") return mayBeLeftOut(type.typeAnnotation);
  if (type.type === "TSUnionType") return type.types.some(mayBeLeftOut);
  return type.type === "TSUndefinedKeyword" || type.type === "TSVoidKeyword";
}
