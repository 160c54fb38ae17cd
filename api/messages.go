package api

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/labstack/echo/v4"

	"shuzhi/internal/problem"
	"shuzhi/internal/record"
)

// lang is a language in which people are told things.
type lang uint8

const (
	chinese lang = iota
	english
)

func (l lang) tag() string { return [...]string{"zh-CN", "en"}[l] }

// langOf is the language for people: English where Accept-Language (RFC 9110, 12.5.4) wants it more than Chinese, or as much and first.
func langOf(c echo.Context) lang {
	type wish struct {
		quality float64
		place   int
	}
	zh, en, others := wish{quality: -1}, wish{quality: -1}, wish{quality: -1}
	for i, part := range strings.Split(strings.Join(c.Request().Header.Values("Accept-Language"), ","), ",") {
		tag, weight, weighed := strings.Cut(part, ";")
		primary, _, _ := strings.Cut(strings.ToLower(strings.TrimSpace(tag)), "-")
		w := map[string]*wish{"zh": &zh, "en": &en, "*": &others}[primary]
		quality := 1.0
		if weighed {
			quality = qualityOf(weight)
		}
		if w != nil && quality > w.quality {
			*w = wish{quality, i}
		}
	}
	if zh.quality < 0 {
		zh = others
	}
	if en.quality < 0 {
		en = others
	}
	if en.quality > 0 && (en.quality > zh.quality || en.quality == zh.quality && en.place < zh.place) {
		return english
	}
	return chinese
}

// qualityOf reads q=0.8; what is no such weight is below all.
func qualityOf(weight string) float64 {
	name, number, _ := strings.Cut(strings.TrimSpace(weight), "=")
	if !strings.EqualFold(name, "q") || len(number) == 0 || len(number) > 5 || number[0] != '0' && number[0] != '1' {
		return -1
	}
	q, err := strconv.ParseFloat(number, 64)
	if err != nil || q > 1 {
		return -1
	}
	return q
}

// sentence is what a code says, Chinese first. {0} stands for its first argument, {0:size} for a number of bytes, {0:type} and
// the like for the argument's word in wordsSaid; what stands in [ ] is left out where an argument within it is missing or empty.
type sentence [2]string

// explained is a problem's title, which is always the same, and its detail.
type explained [2]sentence

// problemsSaid has every problem's code.
var problemsSaid = map[string]explained{
	// The request itself.
	"bad-request":    {{"请求有误", "Bad request"}, {"无法理解此请求", "This request cannot be understood"}},
	"body-cut-off":   {{"请求正文不完整", "Incomplete body"}, {"请求正文没有收全，请重新发送", "The body did not arrive in full; please send it again"}},
	"internal":       {{"服务器内部错误", "Internal error"}, {"请稍后再试；若仍失败，请将 request_id 告知管理员", "Please try again later; if it still fails, tell the administrator the request_id"}},
	"invalid":        {{"内容有误", "Invalid content"}, {"有 {0} 处不符合要求，详见 errors", "Not acceptable in {0} place(s); see errors"}},
	"malformed-form": {{"表单无法读取", "Malformed form"}, {"请求正文不是有效的 multipart/form-data", "The body is not valid multipart/form-data"}},
	"malformed-json": {{"不是有效的 JSON", "Malformed JSON"}, {"请求正文{0:json}[（第 {1} 字节处）][：{2}]", "The body {0:json}[ (at byte {1})][: {2}]"}},
	"no-such-path":   {{"没有这个路径", "No such path"}, {"没有这个路径，接口说明见 /swagger/index.html", "There is no such path; see /swagger/index.html"}},
	"too-large":      {{"请求正文过大", "Body too large"}, {"请求正文[超过 {0:size}，]太大", "The body is too large[; at most {0:size} are taken]"}},
	"wrong-type":     {{"内容类型不受支持", "Unsupported media type"}, {"Content-Type 应为[ {0}]，字符集为 UTF-8，不压缩", "Content-Type must be[ {0}] in UTF-8, not compressed"}},

	// Who is asking.
	"bad-token":                {{"登录已失效", "Not logged in"}, {"登录已过期，或令牌无效，请重新登录", "The session has ended or the token is not valid; please log in again"}},
	"not-for-tokens":           {{"令牌不能办理", "Not for tokens"}, {"此事须由本人登录后办理，集成令牌不能办理", "This is for people who logged in, not for integration tokens"}},
	"not-logged-in":            {{"尚未登录", "Not logged in"}, {"请先登录", "Please log in first"}},
	"not-yours-to-change":      {{"不能修改", "Not yours to change"}, {"它属于其他组织，可以查看，不能修改", "It is held by another organisation: you may read it, not change it"}},
	"role-above-own":           {{"超出本人权限", "Above your own role"}, {"不能授予或改动高于自己的角色", "Nobody grants or changes a role above their own"}},
	"role-may-not":             {{"无权办理", "Not allowed"}, {"您的角色无权办理此事", "Your role may not do this"}},
	"too-many-wrong-passwords": {{"密码错误次数过多", "Too many wrong passwords"}, {"密码错误次数过多，请在 {0} 秒后再试", "Too many wrong passwords; please try again in {0} seconds"}},
	"wrong-credentials":        {{"用户名或密码错误", "Wrong user name or password"}, {"用户名或密码错误，请核对后再试", "The user name or the password is wrong"}},

	// What it is about, and how it stands.
	"batch-running":          {{"仍在生成", "Still running"}, {"报告尚未全部生成（{0}/{1}），请稍后再下载", "Not all reports are made yet ({0} of {1}); please try again later"}},
	"batch-without-reports":  {{"没有可下载的报告", "Nothing to download"}, {"这一批没有生成任何报告", "No report of this batch was made"}},
	"built-in-template":      {{"内置模板", "Built-in template"}, {"内置模板不能修改或作废，请另存自己的模板", "The built-in template is neither changed nor voided; make one of your own"}},
	"figure-unit":            {{"同名数据单位不一致", "Unit differs"}, {"社区内同名的数据须用同一单位和同一类型", "Within a community figures of one name have one unit and one kind"}},
	"id-taken":               {{"编号已被使用", "Id taken"}, {"此 id 已用于内容不同的记录或步骤，请换一个新的 id", "This id belongs to something else with other content; use a new one"}},
	"if-match-malformed":     {{"If-Match 格式不对", "Malformed If-Match"}, {`If-Match 应为您所见的一个版本，带引号，如 "3"`, `If-Match must be the one version that you have, in quotes, such as "3"`}},
	"if-match-required":      {{"缺少 If-Match", "If-Match required"}, {`修改和作废须带 If-Match，其值为您所见的版本，如 "3"`, `A change needs If-Match with the version that you have, such as "3"`}},
	"key-taken":              {{"标识已被使用", "Key taken"}, {"本组织或其上下级已有同一标识的指标", "A metric on this path of the tree has that key already"}},
	"last-admin":             {{"须保留一名管理员", "The last administrator"}, {"这是最后一名管理员，不能停用或降低角色", "This is the last administrator, who can neither be voided nor given a lower role"}},
	"not-found":              {{"未找到", "Not found"}, {"没有这项内容，或它不在您的组织范围内", "It is not there, or outside your organisations"}},
	"not-the-last-step":      {{"不是最后一步", "Not the last step"}, {"同类步骤只能从最后一步起删除", "Of each sort of step only the last may be deleted"}},
	"own-user":               {{"不能停用自己", "Your own user"}, {"不能停用自己的账号，请由他人办理", "Nobody voids their own user; ask somebody else"}},
	"reference-voided":       {{"所引用的内容已作废", "A reference was voided"}, {"它引用的内容已作废，请先恢复所引用的内容，详见 errors", "What it names was voided meanwhile; restore that first (see errors)"}},
	"report-final":           {{"报告已定稿", "Report is final"}, {"报告已定稿，不能再修改", "The report is final and never changes"}},
	"report-not-final":       {{"报告尚未定稿", "Report is not final"}, {"报告尚未定稿，没有冻结的内容", "The report is a draft: nothing is frozen yet"}},
	"report-unfilled":        {{"报告尚有空白", "Report has blanks"}, {"报告尚有空白未填，请填写，或以 allow_unfilled 定稿", "Blanks are still unfilled; fill them, or finalise with allow_unfilled"}},
	"stale":                  {{"版本已过时", "Version is stale"}, {"这条记录已被他人修改[（现为第 {0} 版）]，请重新读取后再改", "It was changed meanwhile[ (now version {0})]; read it again before you change it"}},
	"still-named":            {{"仍被引用", "Still referred to"}, {"仍有未作废的内容引用它，请先处理那些内容", "Something that is not voided still refers to it"}},
	"transition-not-allowed": {{"不能这样流转", "Transition not allowed"}, {"事件现为“{0:event}”，不能转为“{1:event}”", "From {0:event} it cannot go to {1:event}"}},
	"username-taken":         {{"用户名已被使用", "User name taken"}, {"已有同名用户，请换一个用户名", "There is a user of that name already"}},
	"unknown-code":           {{"没有这个核验码", "Unknown code"}, {"您的组织范围内没有以此核验码定稿的报告", "No final report within your organisations has this code"}},
	"voided":                 {{"记录已作废", "Voided"}, {"记录已作废，恢复后才能修改", "It was voided; restore it before you change it"}},
	"wish-already-fulfilled": {{"微心愿已完成", "Wish already fulfilled"}, {"微心愿已[于 {0} ]完成", "The wish was fulfilled already[, on {0}]"}},
	"wish-not-claimed":       {{"微心愿未被认领", "Wish not claimed"}, {"微心愿未被认领，不能放弃认领", "Nobody has claimed the wish, so no claim can be released"}},
	"wish-not-open":          {{"微心愿已被认领", "Wish not open"}, {"微心愿已被认领，不能再认领", "The wish is claimed already"}},
	"wish-withdrawn":         {{"微心愿已撤回", "Wish withdrawn"}, {"微心愿已[于 {0} ]撤回", "The wish was withdrawn[ on {0}]"}},
	"year-closed":            {{"年度已关闭", "Year closed"}, {"{0} 年度[{1:year}]，不能再增改[；可由{2}重新开放]", "The year {0} is closed[: {1:year}][; it may be reopened by {2}]"}},

	// Try again.
	"database-away":   {{"数据库暂不可用", "Database away"}, {"数据库暂不可用，请稍后再试", "The database cannot be reached; please try again"}},
	"perhaps-written": {{"不知是否已保存", "Perhaps saved"}, {"保存时与数据库的连接断了，可能已经保存：请先查看，或用同一个 id 再发一次", "The connection to the database was lost while it was saving; it may be saved: look first, or send it again with the same id"}},
	"not-written":     {{"未能保存", "Not saved"}, {"未能保存，内容没有改动，请再试一次", "Nothing was saved; please try again"}},
	"closing":         {{"服务正在停止", "Shutting down"}, {"这次没有写入，请稍后重新发送", "Nothing was written; send it again later"}},
	"queue-full":      {{"服务繁忙", "Busy"}, {"等待的请求太多，请稍后再试", "Too many requests are waiting; please try again"}},
	"too-many":        {{"请求过于频繁", "Too many requests"}, {"请求过于频繁，请稍后再试", "Too many requests; please try again later"}},
	"read-too-long":   {{"读取时间过长", "Reading took too long"}, {"读取时间过长，期间写入又多，已中止，请稍后再试", "It read for so long, while much was written, that it had to give way; please try again later"}},
	"too-slow":        {{"处理超时", "Took too long"}, {"未能及时完成，请再试一次", "It took too long; please try again"}},
	"unavailable":     {{"服务暂不可用", "Unavailable"}, {"服务暂不可用，请稍后再试", "The service is not available; please try again"}},
	"wrong-method":    {{"方法不允许", "Method not allowed"}, {"此路径不支持该方法，可用的方法见 Allow", "This path does not know the method; see Allow"}},
}

// kindsSaid is the title of a code that nobody has put into words yet.
var kindsSaid = map[problem.Kind]sentence{
	problem.Malformed: {"请求有误", "Bad request"}, problem.Unauthorized: {"尚未登录", "Not logged in"}, problem.Forbidden: {"无权办理", "Not allowed"},
	problem.NotFound: {"未找到", "Not found"}, problem.Invalid: {"内容有误", "Invalid content"}, problem.Conflict: {"与现有状态冲突", "Conflict"},
	problem.Stale: {"版本已过时", "Version is stale"}, problem.Precondition: {"缺少前提条件", "Precondition required"}, problem.TooLarge: {"请求正文过大", "Body too large"},
	problem.WrongType: {"内容类型不受支持", "Unsupported media type"}, problem.WrongMethod: {"方法不允许", "Method not allowed"},
	problem.TooMany: {"请求过于频繁", "Too many requests"}, problem.Unavailable: {"服务暂不可用", "Unavailable"},
}

// fieldsSaid has every bad field's code.
var fieldsSaid = map[string]sentence{
	// Any field of a body.
	"control-character": {"含有不可见的控制字符，请删去", "Holds a control character"},
	"create-only":       {"只能在新建时填写，不能修改", "Is said when it is created and never changed"},
	"not-an-object":     {"请求正文应为一个 JSON 对象", "The body must be a JSON object"},
	"one-line":          {"应为一行，不能有换行或制表符", "Must be one line, without breaks or tabs"},
	"read-only":         {"由系统给出，不能填写", "Is given by the server and never sent"},
	"required":          {"必填", "Is required"},
	"too-long":          {"不能超过 {0} 个字符", "At most {0} characters"},
	"too-many-items":    {"不能超过 {0} 项", "At most {0} items"},
	"type":              {"类型不对[，应为{0:type}]", "Is of the wrong type[; it must be {0:type}]"},
	"unknown-field":     {"没有这个字段", "There is no such field"},
	"unknown":           {"不是可用的值", "Is none of the known values"},
	"repeated":          {"[“{0}”]重复", "[{0} ]Is given more than once"},

	// Numbers, days and names.
	"already-there":  {"已在该组织，不必转接", "The person stands there already"},
	"bad-username":   {"只能用文字、数字和 . _ - @，不能有空格", "Only letters, digits and . _ - @ are taken, no spaces"},
	"built-in-key":   {"是系统内置的标识，请换一个", "Is a built-in key; choose another"},
	"comma-or-slash": {"不能含有逗号或斜线", "Must hold no comma and no slash"},
	"date":           {"日期不存在或格式不对，应为 YYYY-MM-DD，年份在 1900 至 2999 之间", "Is no day; YYYY-MM-DD is wanted, years 1900 to 2999"},
	"follows-steps":  {"已有发展步骤，类别随步骤而定，不能直接修改", "Follows the steps of development and is not changed by itself"},
	"from-and-to":    {"from 与 to 须同时给出", "Give both from and to"},
	"future":         {"不能晚于今天", "Must not be after today"},
	"id":             {"应为 UUID，如 01890a5d-ac96-774b-bcce-b302099a8057", "Must be a UUID such as 01890a5d-ac96-774b-bcce-b302099a8057"},
	"instant":        {"时间格式不对，应为带时区的 RFC 3339，如 2023-03-15T08:00:00+08:00", "Must be RFC 3339 with an offset, such as 2023-03-15T08:00:00+08:00"},
	"maximum":        {"不能大于 {0}", "At most {0}"},
	"media-type":     {"文件类型不受支持，可用 jpeg、png、webp、pdf、docx、xlsx", "Only jpeg, png, webp, pdf, docx and xlsx are kept"},
	"metric-key":     {"标识最多 60 个字符，由小写字母、数字组成，以字母开头，中间可用 . 或 _ 相隔", "At most 60 lower-case letters and digits, a letter first, with . or _ between words"},
	"minimum":        {"不能小于 {0}", "At least {0}"},
	"month":          {"月份不存在或格式不对，应为 YYYY-MM，年份在 1900 至 2999 之间", "Is no month; YYYY-MM is wanted, years 1900 to 2999"},
	// of office files; {0} is the part in which it lies
	"not-office":             {"不是 .docx 或 .xlsx 文件", "No .docx or .xlsx file"},
	"legacy-format":          {"是旧格式（.doc、.xls、.wps），请另存为 .docx 或 .xlsx", "An old format (.doc, .xls, .wps): save it as .docx or .xlsx"},
	"encrypted":              {"文件有密码，请去掉密码后再上传", "Locked by a password: remove it first"},
	"macros":                 {"文件含宏，请另存为不含宏的文件", "Holds macros: save it without"},
	"file-too-large":         {"文件展开后过大或过于复杂[（{0}）]", "Too large or too complex once unpacked[ ({0})]"},
	"malformed":              {"文件已损坏[（{0}）]", "The file is damaged[ ({0})]"},
	"doctype":                {"文件含有不允许的声明[（{0}）]", "The file holds a declaration that is not allowed[ ({0})]"},
	"duplicate-part":         {"文件中有同名的部分[（{0}）]", "Two parts of the file have one name[ ({0})]"},
	"bad-change":             {"要填的位置不在文件中[（{0}）]", "What is to be filled is not in the file[ ({0})]"},
	"fixed-cell":             {"公式单元格不能填写[（{0}）]", "A formula's cell cannot be filled[ ({0})]"},
	"cannot-repeat":          {"这一行不能重复[（{0}）]", "This row cannot be repeated[ ({0})]"},
	"format-of-template":     {"这份报告只能下载为 {0}", "This report is to be had as {0} alone"},
	"unfilled":               {"尚未填写", "Nobody has filled it"},
	"no-code":                {"文件里没有核验码：它不是定稿报告的文件，或属性已被去掉", "Bears no code: it is no file of a final report, or its properties were taken away"},
	"no-glyph":               {"PDF 的字体里没有这些字：{0}，请改用 docx", "The font of the PDF lacks {0}: use docx"},
	"not-utf-8":              {"不是 UTF-8 编码", "Is not UTF-8"},
	"not-the-year-before":    {"应为活动当年；一至三月的活动也可为上一年", "Must be the year of the day, or from January to March the year before"},
	"too-large":              {"数值过大，绝对值不能超过 {0}", "Is too large; at most {0} either side of zero"},
	"too-many":               {"不能超过 {0} 个", "At most {0}"},
	"two-decimals":           {"最多两位小数", "At most two decimals"},
	"with-whole-dates":       {"写明完整日期时不必填写", "Is not given beside whole dates"},
	"year-or-days":           {"year 与 from、to 须给出其一，且只能用其一", "Give either year, or from and to"},
	"wrong-password":         {"当前密码不正确", "Is not the present password"},
	"figure-kind":            {"社区内同名的数据类型为{0:figure}，须一致", "Figures of that name are of the kind {0:figure}, and so must this be"},
	"figure-unit":            {"社区内同名的数据单位为“{0}”，须一致", "Figures of that name have the unit {0}, and so must this"},
	"not-one-level-up":       {"上级应正好高一级：社区—片区—网格—楼栋", "The parent must be exactly one level up: community, precinct, grid, building"},
	"no-growth-of-a-rate":    {"比率没有增长率，只有增加的百分点", "A rate has no growth, only an increase in points"},
	"no-such-slot":           {"没有这个空白", "There is no such slot"},
	"not-like-from":          {"应与 from 写法一致：同为 MM-DD，或同为 YYYY-MM-DD", "Must be written as from is: both MM-DD, or both YYYY-MM-DD"},
	"only-of-metrics":        {"只有 kind 为 metric 时才能填写", "Is only said where the kind is metric"},
	"out-of-range":           {"应在 {0} 至 {1} 之间", "Must be from {0} to {1}"},
	"outside-the-ledger":     {"时段超出 1900 至 2999 年", "Reaches beyond the years 1900 to 2999"},
	"own-descendant":         {"不能以自己或自己的下级为上级", "Cannot stand under itself or its own descendant"},
	"not-for-admins":         {"管理员不属于任何组织，不能填写", "An administrator has no organisation"},
	"own-organisation":       {"不必写本组织，只写联合开展的其他组织", "Name only the other organisations, not the record's own"},
	"past":                   {"不能早于今天", "Must not be before today"},
	"precinct-has-no-parent": {"片区直属社区，没有上级区域", "A precinct belongs to the community itself and has no parent"},
	"too-far-ahead":          {"最多预交 {0} 个月", "At most {0} months ahead"},
	"too-many-blanks":        {"空白不能超过 {0} 处", "Has more than {0} blanks"},
	"too-short":              {"不能少于 {0} 个字符", "At least {0} characters"},
	"template-type":          {"模板类型不受支持，可用 docx、xlsx、txt", "Templates are docx, xlsx or txt"},
	"unclosed-braces":        {"第 {0} 行的“{1}”没有以 }} 结束，或括号套着括号", "Line {0}: {1} is not ended by }}, or braces stand within braces"},
	"too-deep":               {"组织层级不能超过 {0} 级", "The tree of organisations is at most {0} deep"},
	"unknown-organisation":   {"没有这个组织，或它不在您的组织范围内", "There is no such organisation within yours"},
	"unknown-reference":      {"没有这项内容，或它不在可引用的组织范围内", "There is no such thing within the organisations that may be named"},
	"voided-reference":       {"引用的内容已作废", "What it names was voided"},

	// Steps, and the days of a record.
	"after-the-first-step":    {"不能晚于第一个步骤的日期 {0}", "Must not be after the first step, {0}"},
	"after-the-last-day":      {"应早于离开或停用之日 {0}", "Must be before the first day without, {0}"},
	"after-the-next-step":     {"不能晚于下一步骤的日期 {0}", "Must not be after the next step, {0}"},
	"before-from":             {"不能早于 from", "Must not be before from"},
	"before-since":            {"不能早于 {0}", "Must not be before {0}"},
	"before-the-first-day":    {"不能早于起始日期 {0}", "Must not be before the first day, {0}"},
	"before-the-last-step":    {"不能早于上一步骤的日期 {0}", "Must not be before the step before it, {0}"},
	"not-after-the-last-step": {"应晚于最后一个步骤的日期 {0}", "Must be after the last step, {0}"},
	"not-of-this-step":        {"这种步骤没有这个字段", "A step of this sort has no such field"},
	"out-of-order":            {"步骤顺序不对：递交入党申请书、积极分子、发展对象、预备党员、转正", "Out of order: application, activist, candidate, probationary, full"},

	// Parameters of a query.
	"after-to":             {"不能晚于 to", "Must not be after to"},
	"cursor":               {"翻页标记无效，请从第一页重新读取", "Is no cursor of this list; start again at its first page"},
	"empty":                {"不能为空；不需要时请去掉此参数", "Is empty; leave the parameter out instead"},
	"empty-item":           {"逗号之间不能为空", "Has nothing between two commas"},
	"encoding":             {"不是有效的 UTF-8 百分号编码", "Is not valid percent-encoded UTF-8"},
	"one-of":               {"应为以下之一：{0}", "Must be one of: {0}"},
	"repeated-parameter":   {"只能给出一次", "Is given more than once"},
	"span-too-long":        {"分段统计的时段不能超过 {0} 年", "Parts are answered for at most {0} years"},
	"unknown-parameter":    {"没有这个查询参数", "There is no such parameter"},
	"metric-without-areas": {"这些指标的记录不分区域[：{0}]", "The records of such metrics have no area[: {0}]"},
	"metric-without-tags":  {"这些指标的记录没有标签[：{0}]", "The records of such metrics have no tags[: {0}]"},
	"unknown-metric":       {"没有这些指标：{0}", "There are no such metrics: {0}"},
	"year-or-span":         {"year 与 from、to 只能用其一", "Give either year, or from and to"},
}

// wordsSaid has the words that arguments stand for.
var wordsSaid = map[string]map[string]sentence{
	"type": {
		"array": {"列表", "a list"}, "boolean": {"true 或 false", "true or false"}, "date": {"日期文本 YYYY-MM-DD", "a day as YYYY-MM-DD"}, "id": {"UUID 文本", "a UUID as text"},
		"instant": {"RFC 3339 时间文本", "an RFC 3339 time as text"}, "integer": {"整数", "a whole number"}, "month": {"月份文本 YYYY-MM", "a month as YYYY-MM"},
		"number": {"数字", "a number"}, "object": {"对象", "an object"}, "string": {"文本", "a text"},
	},
	"json": {
		"duplicate-key": {"中有重复的键", "has the same key twice"}, "empty": {"为空", "is empty"}, "not-utf-8": {"不是 UTF-8 编码", "is not UTF-8"},
		"syntax": {"不符合 JSON 语法", "is not JSON"}, "too-deep": {"嵌套超过 32 层", "is nested deeper than 32"},
		"trailing": {"在 JSON 之后还有内容", "goes on after its JSON"}, "truncated": {"不完整", "ends too early"},
	},
	"event": {
		"reported": {"已上报", "reported"}, "accepted": {"已受理", "accepted"}, "escalated": {"已上交", "escalated"},
		"resolved": {"已办结", "resolved"}, "closed": {"已归档", "closed"}, "rejected": {"不予受理", "rejected"},
	},
	"figure": {"flow": {"发生数", "flow"}, "stock": {"现有数", "stock"}},
	"year":   {"submitted": {"已上报待审核", "submitted"}, "accepted": {"已审核", "accepted"}},
}

// rulesSaid is the English of each warning rule; records say the Chinese themselves.
var rulesSaid = map[string]string{
	"activist_under_one_year":    "Fostered for less than a year since becoming an activist; please check",
	"another-year":               "The text says another year than the report is of; please check",
	"approval_over_six_months":   "Approved more than six months after the branch meeting; please check",
	"approval_over_three_months": "Approved more than three months after the branch meeting; please check",
	"dues-outstanding":           "The text says that all dues were sent up, while the books show some outstanding",
	"fall-behind-rise":           "The text says that it rose, while the number in the books fell",
	"in-service-dues":            "This person is an in-service member reported here, whose dues are paid in the branch that holds the membership; please check",
	"large-dues":                 "1,000 yuan or more at once: is it 大额党费? That goes up to the Central Committee whole; mark it, and list it apart",
	"late-dues":                  "The month paid for lies more than six months before the day of payment; please check",
	"looks-personal":             "A text holds digits that look like an identity or telephone number; make sure that they must be kept",
	"probation_under_one_year":   "Less than a year of probation; please check",
	"rise-behind-fall":           "The text says that it fell, while the number in the books rose",
	"talk_over_one_month":        "The talk came more than a month after the application; please check",
}

// saidOf is a problem's title and detail.
func saidOf(e *problem.Error, l lang) (title, detail string) {
	said, known := problemsSaid[e.Code]
	switch {
	case e.Code == "invalid":
		return said[0].in(l), said[1].in(l, len(e.Fields))
	case known:
		return said[0].in(l), said[1].in(l, e.Args...)
	}
	return kindsSaid[e.Kind].in(l), fieldSaid(problem.Field{Code: e.Code, Args: e.Args}, l)
}

// fieldSaid is what is wrong with a field; a code without words speaks for itself.
func fieldSaid(f problem.Field, l lang) string {
	said, known := fieldsSaid[f.Code]
	if !known {
		said = sentence{"不符合要求（" + f.Code + "）", "Not acceptable (" + f.Code + ")"}
	}
	return said.in(l, f.Args...)
}

// codeSaid is what a code says, of a problem or of a field.
func codeSaid(code string, l lang) string {
	if said, whole := problemsSaid[code]; whole {
		return said[1].in(l)
	}
	return fieldSaid(problem.Field{Code: code}, l)
}

// translate puts warnings into the language, where it has words for them.
func translate(warnings []record.Warning, l lang) []record.Warning {
	said := slices.Clone(warnings)
	for i := range said {
		said[i].Detail = detailOf(said[i], l)
	}
	return said
}

// detailOf is what a warning says in the language, where it has words for it.
func detailOf(w record.Warning, l lang) string {
	if english := rulesSaid[w.Rule]; l != chinese && english != "" {
		return english
	}
	return w.Detail
}

// in puts the arguments into the sentence.
func (s sentence) in(l lang, args ...any) string {
	out := ""
	for rest := s[l]; rest != ""; {
		plain, optional, _ := strings.Cut(rest, "[")
		said, _ := fillIn(plain, l, args)
		out += said
		optional, rest, _ = strings.Cut(optional, "]")
		if said, whole := fillIn(optional, l, args); whole {
			out += said
		}
	}
	return out
}

// fillIn replaces each {…}; whole is false if an argument is missing or empty.
func fillIn(format string, l lang, args []any) (said string, whole bool) {
	for whole = true; ; {
		plain, rest, found := strings.Cut(format, "{")
		said += plain
		if !found {
			return said, whole
		}
		var place, arg string
		place, format, _ = strings.Cut(rest, "}")
		place, as, _ := strings.Cut(place, ":")
		if i, err := strconv.Atoi(place); err == nil && i < len(args) {
			arg = argument(args[i], as, l)
		}
		said += arg
		whole = whole && arg != ""
	}
}

func argument(arg any, as string, l lang) string {
	if bytes, ok := arg.(int64); ok && as == "size" {
		return strconv.FormatInt(bytes>>20, 10) + " MiB"
	}
	said := fmt.Sprint(arg)
	if word, known := wordsSaid[as][said]; known {
		return word.in(l)
	}
	return said
}
