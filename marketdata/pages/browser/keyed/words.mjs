// @ts-check
/** Words of log-on, acts and refusals, which pages with a key add to their own. */

/** @type {import("../ground/language.mjs").Words} */
export const ACT_WORDS = {
  log_on: ["登录", "Log on"],
  log_off: ["退出", "Log off"],
  no_keys: ["本浏览器中没有密钥。", "This browser has no key."],
  key_file: ["或导入密钥文件（KEY.pem）", "Or take the key of a file, KEY.pem"],
  code: ["一次性注册码", "One-time code"],
  new_key: ["生成密钥并注册", "Make a key and enrol it"],
  new_key_why: [
    "私钥在本浏览器中生成，不可导出；注册码由交易所管理岗发放，十分钟内有效。",
    "The private key is made here and cannot leave this browser. A code is good for ten minutes.",
  ],
  forget_key: ["删除", "Forget"],
  forget_key_why: [
    "删除后本浏览器无法再使用该密钥。确定删除？",
    "This browser cannot use the key any more. Forget it?",
  ],
  other_role: ["密钥 {key} 的角色为 {role}", "the key {key} has the role {role}"],
  preview: ["试运行", "Preview"],
  would_pass: ["允许：", "What would pass:"],
  reason: ["原因", "Reason"],
  confirm: ["确认", "Confirm"],
  cancel: ["取消", "Cancel"],
  nevertheless: ["仍然执行", "Do it nevertheless"],
  reason_why: [
    "随操作记入日志，最多 {bytes} 字节。",
    "Journalled with the act, up to {bytes} bytes.",
  ],
};
