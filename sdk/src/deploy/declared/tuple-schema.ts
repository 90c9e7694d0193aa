import type { TSTupleType, TSType } from "oxc-parser";
import type { JsonObject } from "../../contract/index.js";
import type { Reading, Scope } from "./reading.js";

/** `[string, number?, ...boolean[]]` */
export function tupleSchema({ elementTypes }: TSTupleType, scope: Scope, reading: Reading): JsonObject {
  const elements = elementTypes.map((element) => {
    if (element.type === "TSNamedTupleMember") {
      return { type: element.elementType, isOptional: element.optional };
    }
    return { type: element, isOptional: element.type === "TSOptionalType" };
  });
  const rest = elements.find(({ type }) => type.type === "TSRestType");
  const fixed = elements.filter((element) => element !== rest);
  const restSchema = rest && reading.schemaOf(inner(rest.type), scope);
  return {
    type: "array",
    prefixItems: fixed.map(({ type }) => reading.schemaOf(inner(type), scope)),
    minItems: fixed.filter(({ isOptional }) => !isOptional).length,
    ...(restSchema === undefined ? { maxItems: fixed.length } : { items: restSchema["items"] ?? {} }),
  };
}

function inner(element: TSTupleType["elementTypes"][number]): TSType {
  return element.type === "TSOptionalType" || element.type === "TSRestType" ? element.typeAnnotation : element;
}
