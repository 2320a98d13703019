// What the list of an entity needs: fetched by the pages that have one.
import ListCellController from "dougong/list-cell";
import ListController from "dougong/list";
import ListBulkController from "dougong/list-bulk";
import ListToolsController from "dougong/list-tools";
import ListPanelController from "dougong/list-panel";

/** Registers the controllers of lists. */
export function register(application) {
  application.register("list", ListController);
  application.register("list-bulk", ListBulkController);
  application.register("list-cell", ListCellController);
  application.register("list-tools", ListToolsController);
  application.register("list-panel", ListPanelController);
}
