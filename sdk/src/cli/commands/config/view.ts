import { describeSettings } from "../../../config/described-settings.js";
import { command } from "../../command.js";
import { table } from "../../output/table.js";
import { openSession } from "../../session.js";

export const viewConfig = command("view", "Show the settings in effect and where each comes from.").action(
  (options) => {
    const session = openSession(options);
    const settings = describeSettings();
    session.print(settings, (screen) =>
      table(
        screen,
        [
          { title: "SETTING", text: (setting) => setting.name },
          { title: "VALUE", text: (setting) => setting.value ?? "-", shrinkTo: 16 },
          { title: "FROM", text: (setting) => setting.source, shrinkTo: 12 },
        ],
        settings,
        "",
      ),
    );
  },
);
