/**
 * Loads a flow with the user's own Prefect and prints what it is as one marked JSON line; the user's module may print
 * other things while it is imported. Arguments: path, function name or an empty text.
 */
export const DESCRIBE_SCRIPT = `
import json, sys, traceback
def answer(**fields):
    print("kedge:" + json.dumps(fields), flush=True)
    sys.exit(0)
path, name = sys.argv[1], sys.argv[2]
try:
    from prefect import Flow, __version__
    from prefect.utilities.callables import parameter_schema
    from prefect.utilities.importtools import load_script_as_module
except ImportError as error:
    answer(problem="no-prefect", message=str(error))
try:
    module = load_script_as_module(path)
except BaseException as error:
    cause = error.__cause__ or error.__context__ or error
    answer(problem="failed", message="".join(traceback.format_exception_only(type(cause), cause)).strip())
flows = {key: value for key, value in vars(module).items() if isinstance(value, Flow)}
if not name and len(flows) == 1:
    name = next(iter(flows))
found = flows.get(name)
if found is None:
    exists = "plain" if callable(vars(module).get(name)) else "missing"
    answer(problem=exists, flows=list(flows))
schema = parameter_schema(found).model_dump_for_openapi()
answer(name=found.name, exportedAs=name, description=found.description, version=found.version, parameterSchema=schema)
`;
