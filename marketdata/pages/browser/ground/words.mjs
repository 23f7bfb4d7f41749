// @ts-check
/** Words of the frame and of the pieces that pages share. */

/** @type {import("./language.mjs").Words} */
export const WORDS = {
  ask: ["卖", "Ask"],
  bid: ["买", "Bid"],
  charts_by: ["图表：TradingView Lightweight Charts™", "Charts: TradingView Lightweight Charts™"],
  connected: ["已连接", "connected"],
  connecting: ["连接中断，正在重连", "connection lost, connecting again"],
  dark: ["深色", "Dark"],
  fault: ["页面出错：{message}", "The page failed: {message}"],
  light: ["浅色", "Light"],
  no_rows: ["暂无数据", "nothing yet"],
  orders: ["笔数", "Orders"],
  other_language: ["English", "中文"],
  pages: ["页面", "Pages"],
  price: ["价格", "Price"],
  quantity: ["数量（吨）", "Quantity, t"],
  shanghai: ["北京时间", "Shanghai"],
  skip: ["跳到内容", "Skip to content"],
  venue_halted: ["全市场停牌", "venue halted"],
};
