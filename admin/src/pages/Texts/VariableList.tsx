import { Box, Flex, Typography } from '@strapi/design-system';
import { styled } from 'styled-components';

import type { Texts } from '../../api/texts';
import { Panel } from '../../components/Panel';
import { useTranslate } from '../../hooks/useTranslate';
import { tagOf, variablesOf, type Field, type Variable } from './tags';

const Insert = styled.button`
  background: ${({ theme }) => theme.colors.primary100};
  border: 1px solid ${({ theme }) => theme.colors.primary200};
  border-radius: ${({ theme }) => theme.borderRadius};
  color: ${({ theme }) => theme.colors.primary700};
  cursor: pointer;
  font-family: monospace;
  font-size: 1.2rem;
  padding: 0.2rem 0.6rem;
  text-align: start;

  &:hover {
    border-color: ${({ theme }) => theme.colors.primary600};
  }
`;

const Row = styled.li`
  align-items: baseline;
  display: grid;
  gap: ${({ theme }) => theme.spaces[3]};
  grid-template-columns: minmax(0, max-content) minmax(12rem, 1fr);
`;

/** The tag on one line, as it looks in the text. */
const shownAs = (variable: Variable): string => {
  const { open, close } = tagOf(variable);
  return close === '' ? open : `${open.split('\n')[0]} … ${close.trim()}`;
};

interface Props {
  texts: Texts;
  field: Field;
  onInsert: (variable: Variable) => void;
}

/** What a text may name and what that means; a click writes it where the caret is. */
export const VariableList = ({ texts, field, onInsert }: Props) => {
  const t = useTranslate();
  const variables = variablesOf(field, texts);
  const rows = (isInList: boolean) =>
    variables
      .filter((variable) => variable.isInList === isInList)
      .map((variable) => (
        <Row key={variable.name}>
          <Insert type="button" onClick={() => onInsert(variable)}>
            {shownAs(variable)}
          </Insert>
          <Typography variant="pi" textColor="neutral600">
            {t(`texts.variable.${variable.name}` as 'texts.variable.clientName')}
          </Typography>
        </Row>
      ));
  const hasList = variables.some(({ isInList }) => isInList);

  return (
    <Panel title={t('texts.variables')}>
      <Typography tag="p" variant="pi" textColor="neutral600">
        {t(field === 'push' ? 'texts.variables-push' : 'texts.variables-explanation')}
      </Typography>
      <Flex tag="ul" direction="column" alignItems="stretch" gap={2} paddingTop={4}>
        {rows(false)}
      </Flex>
      {hasList && (
        <Box paddingTop={5}>
          <Typography variant="sigma" textColor="neutral600" tag="h3">
            {t('texts.variables-in-list')}
          </Typography>
          <Flex tag="ul" direction="column" alignItems="stretch" gap={2} paddingTop={3}>
            {rows(true)}
          </Flex>
        </Box>
      )}
    </Panel>
  );
};
