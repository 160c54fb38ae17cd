package metric

import "shuzhi/internal/record"

// Word is a value of a field beside its Chinese word.
type Word = record.Word[string]

// wordsOf forgets of which type the codes of a closed list are.
func wordsOf[K ~string](list []record.Word[K]) []Word {
	words := make([]Word, len(list))
	for i, w := range list {
		words[i] = Word{Kind: string(w.Kind), Word: w.Word}
	}
	return words
}

var (
	activityKinds         = wordsOf(record.ActivityWords)
	wishStatuses          = wordsOf(record.WishStatusWords)
	eventTypes            = wordsOf(record.GridEventTypeWords)
	eventStatuses         = wordsOf(record.GridEventStatusWords)
	eventSources          = wordsOf(record.GridEventSourceWords)
	rectificationStatuses = wordsOf(record.RectificationStatusWords)
	personKinds           = wordsOf(record.PersonWords)
	orgKinds              = wordsOf(record.OrgWords)
	areaKinds             = wordsOf(record.AreaWords)
	partnerKinds          = wordsOf(record.PartnerWords)
	figureKinds           = wordsOf(record.FigureWords)
	stages                = wordsOf(record.StageWords)
)
